using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Electrical;

public class PhaseCurrentsTests
{
    private static readonly PhaseCurrents One = new(1, 5, 9);
    private static readonly PhaseCurrents Other = new(2, 4, 16);

    [Fact]
    public void They_are_reckoned_phase_by_phase()
    {
        (One + Other).ShouldBe(new PhaseCurrents(3, 9, 25));
        (One - Other).ShouldBe(new PhaseCurrents(-1, 1, -7));
        PhaseCurrents.Add(One, Other).ShouldBe(One + Other);
        PhaseCurrents.Subtract(One, Other).ShouldBe(One - Other);
        PhaseCurrents.Max(One, Other).ShouldBe(new PhaseCurrents(2, 5, 16));
        PhaseCurrents.Min(One, Other).ShouldBe(new PhaseCurrents(1, 4, 9));
        One.SumA.ShouldBe(15);
    }

    // Whichever phase it is on.
    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 1, 2)]
    public void Highest_and_lowest_are_found_on_any_phase(double l1A, double l2A, double l3A)
    {
        new PhaseCurrents(l1A, l2A, l3A).HighestA.ShouldBe(3);
        new PhaseCurrents(l1A, l2A, l3A).LowestA.ShouldBe(1);
    }

    // One phase that is no number is enough.
    [Theory]
    [InlineData(1, 2, 3, true)]
    [InlineData(double.NaN, 2, 3, false)]
    [InlineData(1, double.PositiveInfinity, 3, false)]
    [InlineData(1, 2, double.NegativeInfinity, false)]
    public void They_are_finite_on_all_phases_or_not(double l1A, double l2A, double l3A, bool finite) =>
        new PhaseCurrents(l1A, l2A, l3A).IsFinite.ShouldBe(finite);

    [Fact]
    public void A_fourth_phase_is_a_bug() => Should.Throw<ArgumentOutOfRangeException>(() => One[(Phase)3]);

    // The first terminals, in the order in which they are wired.
    [Theory]
    [InlineData("231", 0, PhaseSet.None)]
    [InlineData("231", 1, PhaseSet.L2)]
    [InlineData("231", 2, PhaseSet.L2 | PhaseSet.L3)]
    [InlineData("312", 2, PhaseSet.L3 | PhaseSet.L1)]
    [InlineData("312", 3, PhaseSet.All)]
    [InlineData("2", 1, PhaseSet.L2)]
    [InlineData("unknown", 1, PhaseSet.All)]
    public void The_first_terminals_are_on_their_phases(string rotation, int terminals, PhaseSet phases) =>
        PhaseRotation.Parse(rotation).GridPhasesOf(terminals).ShouldBe(phases);

    [Fact]
    public void They_say_what_they_are()
    {
        PhaseRotation.Parse("231").ToString().ShouldBe("231");
        PhaseRotation.Unknown(3).ToString().ShouldBe("unknown");
        CurrentLimit.Of(16).ToString().ShouldBe("16 A");
        CurrentLimit.None.ToString().ShouldBe("none");
        Measured.Value(7.0, TimeSpan.FromSeconds(2)).ToString().ShouldBe("7, 2.0 s old");
    }

    // 8 to 10 % is the smallest current, 85 and 96 % are where the formula changes.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(7.9, 0)]
    [InlineData(8, 6)]
    [InlineData(9.9, 6)]
    [InlineData(10, 6)]
    [InlineData(20, 12)]
    [InlineData(85, 51)]
    [InlineData(86, 55)]
    [InlineData(96, 80)]
    [InlineData(96.5, 80)]
    [InlineData(97, 80)]
    [InlineData(97.1, 0)]
    [InlineData(100, 0)]
    public void The_pilot_signal_at_its_edges(double dutyPercent, double offeredA) => PilotSignal.OfferedA(dutyPercent).ShouldBe(offeredA, 1e-9);
}
