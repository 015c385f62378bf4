using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Electrical;

public class PhaseRotationTests
{
    // The digits say which grid phase is on the first, second and third terminal.
    [Theory]
    [InlineData("123", 1, 2, 3)]
    [InlineData("231", 3, 1, 2)]
    [InlineData("312", 2, 3, 1)]
    [InlineData("132", 1, 3, 2)]
    [InlineData("213", 2, 1, 3)]
    [InlineData("321", 3, 2, 1)]
    [InlineData("1", 1, 0, 0)]
    [InlineData("2", 0, 1, 0)]
    [InlineData("3", 0, 0, 1)]
    [InlineData("unknown", 1, 2, 3)]
    public void ToGrid_PutsTerminalsOnTheirPhase(string text, double l1A, double l2A, double l3A) =>
        PhaseRotation.Parse(text).ToGrid(new PhaseCurrents(1, 2, 3)).ShouldBe(new PhaseCurrents(l1A, l2A, l3A));

    [Theory]
    [InlineData("123", PhaseSet.All, 3)]
    [InlineData("3", PhaseSet.L3, 1)]
    [InlineData("unknown", PhaseSet.All, 3)]
    public void GridPhases_AreThoseThatAreWired(string text, PhaseSet phases, int count)
    {
        PhaseRotation.Parse(text).GridPhases.ShouldBe(phases);
        PhaseRotation.Parse(text).Phases.ShouldBe(count);
    }

    // Of one unknown phase only that it is one of three is known.
    [Fact]
    public void Unknown_OnePhase_MayBeAny()
    {
        PhaseRotation.Unknown(1).Phases.ShouldBe(1);
        PhaseRotation.Unknown(1).GridPhases.ShouldBe(PhaseSet.All);
        PhaseRotation.Unknown(1).IsKnown.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("4")]
    [InlineData("12")]
    [InlineData("112")]
    [InlineData("1234")]
    [InlineData("abc")]
    public void TryParse_AnythingElse_IsFalse(string? text) => PhaseRotation.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Parse_AnythingElse_SaysWhat() =>
        Should.Throw<FormatException>(() => PhaseRotation.Parse("111")).Message.ShouldContain("'111'");

    [Fact]
    public void Straight_is_123() => PhaseRotation.Straight.ShouldBe(PhaseRotation.Parse("123"));
}
