using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Charging may load one phase more than another only so far: 16 A in Switzerland, 20 A in Germany.</summary>
public class UnbalanceTests
{
    private static SimulatedSite With(double limitA, params string[] rotations) => new(Build(
        [Root(63) with { UnbalanceLimitA = limitA }],
        rotations.Select((rotation, index) => Station(index + 1, Grid, rotation, maximumA: 32))));

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    public void One_vehicle_on_one_phase_gets_no_more_than_the_limit(double limitA)
    {
        var site = With(limitA, "1");

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(limitA);
        site.ReasonsOf(StationId(1)).ShouldBe("unbalance:Grid connection:L1");
    }

    // Two on the same phase share it.
    [Fact]
    public void Two_on_the_same_phase_share_the_limit()
    {
        var site = With(16, "2", "2");

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(8);
        site.OrderOf(StationId(2)).ShouldBe(8);
    }

    // One on each phase: they balance each other, and each gets all it can take.
    [Fact]
    public void Three_on_three_phases_balance_each_other()
    {
        var site = With(16, "1", "2", "3");

        site.Run(60);

        site.Last.SetPoints.ShouldAllBe(setPoint => Math.Abs(setPoint.CurrentA - 32) < 1e-6);
    }

    // Nobody on L3: the other two are held at the limit.
    [Fact]
    public void An_empty_phase_holds_the_others()
    {
        var site = With(16, "1", "2");

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(16);
        site.OrderOf(StationId(2)).ShouldBe(16);
    }

    // Three-phase charging is balanced by itself.
    [Fact]
    public void Three_phase_charging_does_not_count()
    {
        var site = With(16, "123", "1");

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(32);
        site.OrderOf(StationId(2)).ShouldBe(16);
    }

    // The house may be as unbalanced as it is: only charging counts.
    [Fact]
    public void The_house_does_not_count()
    {
        var site = With(16, "1");
        site.BaseLoadA[Grid] = new PhaseCurrents(25, 0, 0);

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(16);
    }

    // The one that balanced the others drives away: they go down in the same cycle.
    [Fact]
    public void Who_leaves_takes_the_balance_along()
    {
        var site = With(16, "1", "2", "3");
        site.Run(60);

        site.Cars[StationId(3)].Connected = false;
        site.Step();

        site.OrderOf(StationId(1)).ShouldBeLessThanOrEqualTo(16);
        site.OrderOf(StationId(2)).ShouldBeLessThanOrEqualTo(16);
    }

    // Nobody knows the phase: it counts against all of them.
    [Fact]
    public void An_unknown_phase_counts_against_all()
    {
        var site = new SimulatedSite(Build(
            [Root(63) with { UnbalanceLimitA = 16 }],
            [Station(1, Grid, "1", maximumA: 32), Station(2, Grid, maximumA: 32) with { Rotation = PhaseRotation.Unknown(1) }]));

        site.Run(10);

        (site.OrderOf(StationId(1)) + site.OrderOf(StationId(2))).ShouldBeLessThanOrEqualTo(16 + 1e-6);
    }

    // Each circuit has a limit of its own, and the reason names the right one and the phase that is ahead.
    [Fact]
    public void The_reason_names_the_circuit_and_the_phase()
    {
        var site = new SimulatedSite(Build(
            [
                Root(80), Feeder(GarageA, "Garage A", 63) with { UnbalanceLimitA = 16, HasMeter = true },
                Feeder(GarageB, "Garage B", 63) with { UnbalanceLimitA = 10, HasMeter = true },
            ],
            [Station(1, GarageA, "3", maximumA: 32), Station(2, GarageB, "2", maximumA: 32), Station(3, GarageB, "1", maximumA: 32)]));
        site.Cars[StationId(3)].Connected = false;
        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(16);
        site.ReasonsOf(StationId(1)).ShouldBe("unbalance:Garage A:L3");
        site.OrderOf(StationId(2)).ShouldBe(10);
        site.ReasonsOf(StationId(2)).ShouldBe("unbalance:Garage B:L2");
    }
}
