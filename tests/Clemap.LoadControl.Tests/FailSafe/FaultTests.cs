using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>Each fault has a defined, bounded answer.</summary>
public class FaultTests
{
    // The grid meter is silent: everybody at or below the fallback that was proven to fit, in the same cycle.
    [Fact]
    public void Silent_grid_meter_means_fallback()
    {
        var site = Flat(32, 2, fallbackA: 6);
        site.Run(30);
        site.OrderOf(StationId(1)).ShouldBe(16);

        site.SilentMeters.Add(Grid);
        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(6);
        site.ReasonsOf(StationId(1)).ShouldBe("fail-safe");
        site.Last.Circuits[0].FailSafe.ShouldBeTrue();
    }

    // A value of eleven seconds ago is no value.
    [Fact]
    public void Old_value_is_no_value()
    {
        var site = Flat(32, 1, fallbackA: 6);
        site.Run(30);

        Decide(site, Measured.Value(PhaseCurrents.Zero, TimeSpan.FromSeconds(11))).SetPoints[0].CurrentA.ShouldBe(6);
        Decide(site, Measured.Value(PhaseCurrents.Balanced(16), TimeSpan.FromSeconds(9))).SetPoints[0].CurrentA.ShouldBe(16);
    }

    // A meter that says nonsense is as good as silent.
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(5000)]
    [InlineData(-5000)]
    public void Nonsense_is_no_value(double nonsenseA)
    {
        var site = Flat(32, 1, fallbackA: 6);
        site.Run(30);

        var decision = Decide(site, Measured.Value(new PhaseCurrents(nonsenseA, 1, 1), TimeSpan.Zero));

        decision.Circuits[0].FailSafe.ShouldBeTrue();
        decision.SetPoints[0].CurrentA.ShouldBe(6);
    }

    // Without a meter from the first second on nobody ever gets more than the fallback.
    [Fact]
    public void Meter_that_never_spoke_allows_no_more_than_the_fallback()
    {
        var site = Flat(32, 1, fallbackA: 8);
        site.SilentMeters.Add(Grid);

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(8);
    }

    // A limit that was set stays in force although nothing is measured.
    [Fact]
    public void Fail_safe_respects_a_limit()
    {
        var site = Flat(32, 2, fallbackA: 6);
        site.SilentMeters.Add(Grid);
        site.LimitsA[Grid] = 7;

        site.Run(60);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(6);
    }

    // The meter of one garage is silent: only that garage goes down.
    [Fact]
    public void Silent_feeder_meter_touches_only_its_feeder()
    {
        var site = new SimulatedSite(Build(
            [Root(80), Feeder(GarageA, "Garage A", 40) with { HasMeter = true }, Feeder(GarageB, "Garage B", 40) with { HasMeter = true }],
            [Station(1, GarageA, fallbackA: 6), Station(2, GarageB, fallbackA: 6)]));
        site.Run(30);

        site.SilentMeters.Add(GarageA);
        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(6);
        site.OrderOf(StationId(2)).ShouldBe(16);
    }

    // A station that does not answer may still be drawing what it was told: nobody gets that before it is at its own fallback.
    [Fact]
    public void Silent_station_stays_booked_until_its_own_fallback()
    {
        var site = Flat(26, 2, fallbackA: 6);
        site.Run(40);
        site.OrderOf(StationId(1)).ShouldBe(13);

        site.SilentStations.Add(StationId(1));
        site.Run(60);
        site.OrderOf(StationId(2)).ShouldBeLessThanOrEqualTo(13);
        site.ReasonsOf(StationId(1)).ShouldBe("not-reachable");

        site.Cars[StationId(1)].ActualA = 6;
        site.Run(90);
        site.OrderOf(StationId(2)).ShouldBeLessThanOrEqualTo(26 - 6);
    }

    // It ignores what it is told: its maximum is kept free, the others are cut.
    [Fact]
    public void Station_that_does_not_obey_is_booked_at_its_maximum()
    {
        var site = Flat(26, 2);
        site.Run(40);
        site.Cars[StationId(1)].Obeys = false;
        site.Cars[StationId(1)].TakesAtMostA = 16;

        site.Run(15);

        site.ReasonsOf(StationId(1)).ShouldBe("ignores-orders");
        site.OrderOf(StationId(2)).ShouldBe(10);
    }

    // What it draws above its maximum is not free for others either.
    [Fact]
    public void Station_that_draws_more_than_its_maximum_leaves_the_others_only_the_rest()
    {
        var site = Flat(34, 2);
        site.Run(40);
        site.Cars[StationId(1)].Obeys = false;
        site.Cars[StationId(1)].TakesAtMostA = 24;

        site.Run(15);

        site.Flow(Grid).HighestA.ShouldBeLessThanOrEqualTo(34);
    }

    // A station that says it takes thousands of amperes must not make room for anybody.
    [Theory]
    [InlineData(4_294_967.295)]
    [InlineData(140)]
    public void Station_that_says_nonsense_does_not_hide_an_overload(double saysA)
    {
        var site = Flat(32, 2);
        site.Run(40);
        site.SaysA[StationId(1)] = saysA;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(12);

        site.Run(25);

        site.Flow(Grid).HighestA.ShouldBeLessThanOrEqualTo(32);
    }

    // It keeps its last order when nobody speaks to it: that stays booked for as long as it is silent.
    [Fact]
    public void Silent_station_without_a_fallback_of_its_own_stays_booked()
    {
        var site = new SimulatedSite(Build(
            [Root(80), Feeder(GarageA, "Garage A", 26)], [Station(1, GarageA, fallbackA: 6), Station(2, GarageA, fallbackA: 6)]));
        site.WhenSilent[StationId(1)] = WhenSilent.KeepsOrder;
        site.Run(40);

        site.SilentStations.Add(StationId(1));
        site.Run(300);

        site.Flow(GarageA).HighestA.ShouldBeLessThanOrEqualTo(26);
    }

    // After a start a station that did not speak yet may be at its maximum, so the other one gets only what is left beside that.
    [Fact]
    public void After_a_start_the_unknown_is_booked_at_its_maximum()
    {
        var site = Flat(24, 2);
        site.SilentStations.Add(StationId(1));

        site.Run(30);

        site.OrderOf(StationId(2)).ShouldBe(8);
    }

    // The process is killed and starts again: stations that run are not switched off, and nothing jumps up.
    [Fact]
    public void A_restart_keeps_what_runs()
    {
        var site = Flat(26, 2);
        site.Run(40);

        site.State = new AllocatorState(site.Topology);
        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(13);
        site.OrderOf(StationId(2)).ShouldBe(13);
    }

    private static Made Decide(SimulatedSite site, Measured<PhaseCurrents> meterA)
    {
        var input = site.Input();
        input.Circuit(Grid) = new CircuitInput { MeterA = meterA };
        return Made.Of(new Allocator(site.Topology, site.Options).Decide(input, site.State.Clone(), site.Now));
    }
}
