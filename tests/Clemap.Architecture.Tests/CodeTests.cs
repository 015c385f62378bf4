using Clemap.Architecture.Tests.Rules;
using Built = Clemap.Architecture.Tests.Rooms;

namespace Clemap.Architecture.Tests;

public class CodeTests
{
    private static readonly References Planted = References.Of(typeof(CodeTests).Assembly.Location);

    public static TheoryData<string> Rooms() => [.. Built.All];

    public static TheoryData<string> Modules() => [.. Built.Modules];

    [Fact]
    public void Load_control_is_pure() => PureRule.Violations(References.Of(Built.FileOf("Clemap.LoadControl"))).ShouldBeEmpty();

    [Fact]
    public void A_library_that_touches_the_world_is_seen() =>
        new[] { "references Shouldly", "calls System.IO.File.Exists" }.ShouldBeSubsetOf(PureRule.Violations(Planted));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Time_comes_from_a_provider(string room) => ClockRule.Violations(References.Of(Built.FileOf(room))).ShouldBeEmpty();

    [Fact]
    public void A_clock_of_its_own_is_seen() => ClockRule.Violations(Planted).ShouldBe(["System.DateTimeOffset.get_UtcNow"]);

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_shows_only_its_contract(string module) =>
        SurfaceRule.Violations(Built.Load(module).GetTypes()).ShouldBeEmpty();

    [Fact]
    public void A_service_or_row_that_shows_itself_is_seen() =>
        SurfaceRule.Violations([typeof(Planted.PublicService), typeof(Planted.PublicRow), typeof(Planted.Intruder)]).ShouldBe(
        [
            "Clemap.Architecture.Tests.Planted.PublicService must be internal",
            "Clemap.Architecture.Tests.Planted.PublicRow must be internal",
        ]);
}
