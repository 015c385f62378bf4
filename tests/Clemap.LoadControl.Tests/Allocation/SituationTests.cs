using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>One situation each, told in the line above it.</summary>
public class SituationTests
{
    private const double ToleranceA = 0.01;

    // Six cars in the demo site: garage A shares 40 A among three, garage B 25 A among two and the block of B3 does not fit beside them.
    [Fact]
    public void Demo_site_shares_both_garages()
    {
        var site = Sonnenhof();
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);

        site.Run(40);

        Orders(site).ShouldBe([13.5, 13.5, 13, 12, 13, 0]);
        site.ReasonsOf(StationId(1)).ShouldStartWith("circuit:Garage A:L");
        site.ReasonsOf(StationId(6)).ShouldStartWith("queue:1:2026-03-02T10:15:00Z circuit:Garage B:L3");
    }

    // S2 has a one-phase car on L2, and all its phases are still booked: the phase that really is full is named, not the first.
    [Fact]
    public void Fullest_phase_is_the_one_that_is_named()
    {
        var site = Sonnenhof();
        site.Cars[StationId(2)].Phases = PhaseSet.L2;

        site.Run(20);

        site.ReasonsOf(StationId(1)).ShouldStartWith("circuit:Garage A:L2");
    }

    // A wish of 30 A on the whole site is in force in the same cycle.
    [Fact]
    public void Lower_limit_lowers_orders_at_once()
    {
        var site = Sonnenhof();
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(5);
        site.Run(40);

        site.LimitsA[Grid] = 30;
        site.Step();

        Orders(site).Sum().ShouldBe(25, ToleranceA);
        site.Last.Circuits[0].LimitA.ShouldBe(PhaseCurrents.Balanced(30));
        site.Last.SetPoints.ShouldContain(setPoint => setPoint.Change == OrderChange.Decrease);
    }

    // Raising it again does not jump: half of the way a cycle.
    [Fact]
    public void Higher_limit_is_taken_in_steps()
    {
        var site = Flat(16, 1);
        site.LimitsA[Grid] = 6;
        site.Run(20);

        site.LimitsA.Clear();

        site.Step().SetPoints[0].CurrentA.ShouldBe(11);
        site.ReasonsOf(StationId(1)).ShouldBe("station-maximum ramp");
        site.Step().SetPoints[0].CurrentA.ShouldBe(13.5);
        site.Run(30).SetPoints[0].CurrentA.ShouldBe(16);
        site.ReasonsOf(StationId(1)).ShouldBe("station-maximum");
    }

    // A cooker takes 20 A: the same cycle that sees it cuts the cars.
    [Fact]
    public void Overload_cuts_in_the_same_cycle()
    {
        var site = Flat(40, 2);
        site.Run(30);

        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(20);
        site.Step();

        Orders(site).ShouldBe([10, 10]);
    }

    // The base load alone fills the fuse: everybody stops, and starts again only after the pause.
    [Fact]
    public void No_room_at_all_pauses_and_rests()
    {
        var site = Flat(32, 1);
        site.Run(10);

        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(31);
        site.Step();
        site.OrderOf(StationId(1)).ShouldBe(0);

        site.BaseLoadA.Clear();
        site.Run(30);
        site.ReasonsOf(StationId(1)).ShouldBe("resting");
        site.Run(200);
        site.OrderOf(StationId(1)).ShouldBe(16);
    }

    // A car that needs five seconds to go down keeps its neighbour waiting for just so long.
    [Fact]
    public void Increase_waits_for_the_slow_decrease()
    {
        var site = Flat(32, 2);
        site.Cars[StationId(2)].Connected = false;
        site.Cars[StationId(1)].ReactionCycles = 5;
        site.Run(30);
        site.LimitsA[Grid] = 22;
        site.Cars[StationId(2)].Connected = true;

        for (var second = 0; second < 30; second++)
        {
            site.Step();
            if (site.Cars[StationId(1)].ActualA > 11)
                site.OrderOf(StationId(2)).ShouldBeLessThanOrEqualTo(22 - site.Cars[StationId(1)].ActualA + ToleranceA);
        }

        Orders(site).ShouldBe([11, 11]);
    }

    // The priority car gets all it can take, the other what is left but never less than its minimum.
    [Theory]
    [InlineData(30, 16, 14)]
    [InlineData(20, 14, 6)]
    [InlineData(11, 11, 0)]
    public void Priority_comes_first(double limitA, double highA, double normalA)
    {
        var site = Flat(limitA, 2);
        site.Cars[StationId(2)].Priority = PriorityClass.High;

        site.Run(40);

        Orders(site).ShouldBe([normalA, highA]);
    }

    // A locked station says so, a limited one too; a limit below the minimum is a pause.
    [Theory]
    [InlineData(0.0, 0, "locked")]
    [InlineData(10.0, 10, "station-limit")]
    [InlineData(5.0, 0, "station-limit")]
    [InlineData(null, 16, "station-maximum")]
    public void Station_limit(double? limitA, double orderA, string reason)
    {
        var site = Flat(40, 1);
        site.Cars[StationId(1)].LimitA = limitA;

        site.Run(40);

        site.OrderOf(StationId(1)).ShouldBe(orderA);
        site.ReasonsOf(StationId(1)).ShouldBe(reason);
    }

    // Nobody plugged in: no order, and the reason is plain.
    [Fact]
    public void No_vehicle()
    {
        var site = Flat(40, 1);
        site.Cars[StationId(1)].Connected = false;

        site.Run(5);

        site.OrderOf(StationId(1)).ShouldBe(0);
        site.ReasonsOf(StationId(1)).ShouldBe("not-connected");
    }

    // Steps of 1 A: 35 A for three are 12, 12 and 11, not three times 11.
    [Fact]
    public void Whole_steps_are_handed_back()
    {
        var site = new SimulatedSite(Build([Root(35)], Enumerable.Range(1, 3).Select(number => Station(number, Grid) with { StepA = 1 })));

        site.Run(40);

        Orders(site).OrderDescending().ShouldBe([12, 12, 11]);
    }

    // Two one-phase cars fit in place of one three-phase car.
    [Fact]
    public void Two_small_cars_replace_a_large_one()
    {
        var site = new SimulatedSite(Build(
            [Root(10)], [Station(1, Grid, minimumA: 8), Station(2, Grid, "1", minimumA: 10), Station(3, Grid, "2", minimumA: 10)]));

        site.Run(10);

        Orders(site).ShouldBe([0, 10, 10]);
    }

    // Every set point says until when it holds.
    [Fact]
    public void Set_points_expire()
    {
        var site = Flat(40, 1);
        var now = site.Now;

        site.Step().SetPoints[0].ExpiresAt.ShouldBe(now + site.Options.OrderLifetime);
    }

    // A switched station is all or nothing.
    [Theory]
    [InlineData(15.9, 0)]
    [InlineData(16, 16)]
    public void Switched_station_is_a_block(double limitA, double orderA)
    {
        var site = new SimulatedSite(Build([Root(limitA)], [Station(1, Grid, "3", maximumA: 16) with { Switched = true }]));

        site.Run(5);

        site.OrderOf(StationId(1)).ShouldBe(orderA);
    }

    private static double[] Orders(SimulatedSite site) => [.. site.Last.SetPoints.Select(setPoint => Math.Round(setPoint.CurrentA, 6))];
}
