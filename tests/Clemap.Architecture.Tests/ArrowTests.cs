using Clemap.Architecture.Tests.Rules;

namespace Clemap.Architecture.Tests;

public class ArrowTests
{
    [Fact]
    public void Rooms_reference_each_other_exactly_as_drawn() => ArrowRule.Violations(Repository.Arrows()).ShouldBeEmpty();

    [Fact]
    public void An_arrow_too_many_or_too_few_is_seen()
    {
        var arrows = Repository.Arrows().ToDictionary();
        arrows["Clemap.LoadControl"] = Repository.ReferencesIn(
            """<Project><ItemGroup><ProjectReference Include="..\Clemap.Platform\Clemap.Platform.csproj" /></ItemGroup></Project>""");
        arrows["Clemap.Billing"] = new HashSet<string> { "Clemap.Platform" };
        arrows["Clemap.Shared"] = new HashSet<string>();

        ArrowRule.Violations(arrows).ShouldBe(
        [
            "Clemap.Billing no longer references Clemap.Telemetry",
            "Clemap.LoadControl must not reference Clemap.Platform",
            "Clemap.Shared is a room without a place in the architecture",
        ]);
    }

    [Fact]
    public void The_edge_carries_nothing_of_the_cloud() =>
        EdgeRule.Violations(Repository.Arrows(), File.ReadAllText(Path.Combine(Repository.Root, "src/Clemap.Edge/packages.lock.json"))).ShouldBeEmpty();

    [Fact]
    public void A_heavy_edge_is_seen()
    {
        var arrows = Repository.Arrows().ToDictionary();
        arrows["Clemap.Contracts"] = new HashSet<string> { "Clemap.Platform" };
        var lockFile = """{"dependencies": {"net10.0": {"Npgsql": {"type": "Transitive"}, "Microsoft.Data.Sqlite": {"type": "Direct"}}}}""";

        EdgeRule.Violations(arrows, lockFile).ShouldBe(["the edge reaches Clemap.Platform", "the edge carries Npgsql"]);
    }
}
