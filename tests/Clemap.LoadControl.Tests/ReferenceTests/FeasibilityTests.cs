using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.LoadControl.Tests.ReferenceTests;

public class FeasibilityTests
{
    private static readonly Snapshot Site = new(
        [
            new CircuitSnapshot(-1, new PhaseCurrents(32, 32, 20), 60, new PhaseCurrents(10, 0, 0)),
            new CircuitSnapshot(0, PhaseCurrents.Balanced(16), null, PhaseCurrents.Zero),
        ],
        [
            new StationSnapshot(0, PhaseSet.L1, 6, 32),
            new StationSnapshot(1, PhaseSet.All, 6, 16) { StepA = 1 },
            new StationSnapshot(1, PhaseSet.L2, 16, 16) { Switched = true },
        ]);

    [Theory]
    [InlineData(0, 0, 0, null)]
    [InlineData(16, 6, 0, null)]
    [InlineData(0, 16, 0, null)]
    [InlineData(22, 0, 16, null)]
    [InlineData(22.1, 0, 0, "circuit 0, L1 is exceeded by 0.1 A")]
    [InlineData(0, 8, 16, "circuit 1, L2 is exceeded by 8 A")]
    [InlineData(14, 13, 0, "circuit 0, L1 is exceeded by 5 A")]
    [InlineData(10, 12, 0, null)]
    [InlineData(8, 14, 0, null)]
    [InlineData(8.5, 14, 0, "circuit 0, L1 is exceeded by 0.5 A")]
    public void Every_row_of_the_tree_is_looked_at(double firstA, double secondA, double thirdA, string? violation) =>
        Feasibility.Violation(Site, [firstA, secondA, thirdA]).ShouldBe(violation);

    // 10 of base load + 15 + 3 × 7 + 16 is 62.
    [Fact]
    public void The_sum_over_the_phases_is_a_row_of_its_own()
    {
        var wide = Site with { Circuits = [Site.Circuits[0], new CircuitSnapshot(0, PhaseCurrents.Balanced(63), null, PhaseCurrents.Zero)] };

        Feasibility.Violation(wide, [15, 7, 16]).ShouldBe("circuit 0, sum is exceeded by 2 A");
        Feasibility.Violation(wide, [13, 7, 16]).ShouldBeNull();
    }

    [Theory]
    [InlineData(5.9, 0, 0)]
    [InlineData(-6, 0, 0)]
    [InlineData(double.NaN, 0, 0)]
    [InlineData(0, 6.5, 0)]
    [InlineData(0, 17, 0)]
    [InlineData(0, 0, 8)]
    public void A_current_that_a_station_cannot_be_set_to_is_found(double firstA, double secondA, double thirdA) =>
        Feasibility.Violation(Site, [firstA, secondA, thirdA]).ShouldNotBeNull().ShouldContain("cannot be set");

    [Fact]
    public void One_phase_may_not_carry_much_more_than_another()
    {
        var balanced = Site with { Circuits = [Site.Circuits[0] with { UnbalanceLimitA = 16 }, Site.Circuits[1]] };

        Feasibility.Violation(balanced, [16, 0, 0]).ShouldBeNull();
        Feasibility.Violation(balanced, [17, 0, 0]).ShouldBe("circuit 0 is unbalanced by 17 A");
    }

    [Fact]
    public void Above_an_exceeded_limit_nothing_may_charge_but_nothing_is_no_violation()
    {
        var exceeded = new Snapshot(
            [new CircuitSnapshot(-1, PhaseCurrents.Balanced(32), null, new PhaseCurrents(40, 0, 0))],
            [new StationSnapshot(0, PhaseSet.L1, 6, 32), new StationSnapshot(0, PhaseSet.L2, 6, 32)]);

        Feasibility.Violation(exceeded, [0, 32]).ShouldBeNull();
        Feasibility.Violation(exceeded, [6, 0]).ShouldNotBeNull();
    }
}
