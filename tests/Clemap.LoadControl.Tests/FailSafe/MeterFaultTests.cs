using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>A meter that lies is found out by what the stations measure themselves.</summary>
public class MeterFaultTests
{
    private static SimulatedSite House(double? generationA, double fallbackA = 6) => new(Build(
        [Root(63, 30) with { MaximumGenerationA = generationA }],
        [Station(1, Grid, maximumA: 32, fallbackA: fallbackA), Station(2, Grid, "231", maximumA: 32, fallbackA: fallbackA)]));

    private static void Settle(SimulatedSite site, int seconds = 60)
    {
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        site.Run(seconds);
    }

    // Missing, too old and zero are three different things.
    [Fact]
    public void Missing_old_and_zero_are_told_apart()
    {
        var site = House(null);
        Settle(site);

        Standing(site, Measured.Missing<PhaseCurrents>()).ShouldBe(MeterStanding.Missing);
        Standing(site, Measured.Value(PhaseCurrents.Balanced(40), TimeSpan.FromSeconds(11))).ShouldBe(MeterStanding.Stale);
        Standing(site, Measured.Value(PhaseCurrents.Zero, TimeSpan.Zero)).ShouldBe(MeterStanding.Fresh);
        Standing(site, Measured.Value(PhaseCurrents.Balanced(double.NaN), TimeSpan.Zero)).ShouldBe(MeterStanding.Implausible);
    }

    // It says zero while two cars charge, and there is no roof that could feed them.
    [Fact]
    public void A_meter_that_says_zero_is_not_believed()
    {
        var site = House(0);
        Settle(site);

        site.MetersSayA[Grid] = PhaseCurrents.Zero;
        site.Run(12);

        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.Implausible);
        site.Last.Findings.ShouldContain(new Finding(FindingCode.MeterNotBelieved, Grid));
        site.Flow(Grid).HighestA.ShouldBeLessThanOrEqualTo(63);
        site.OrderOf(StationId(1)).ShouldBe(6);
    }

    // A roof of 60 A could explain it; that it does not move any more cannot be explained.
    [Fact]
    public void A_meter_that_stands_still_is_not_believed()
    {
        var site = House(null);
        Settle(site);

        site.MetersSayA[Grid] = site.Flow(Grid);
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(45);
        site.Run(62);

        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.Frozen);
        site.OrderOf(StationId(1)).ShouldBe(6);
    }

    // A feeder that feeds nothing but stations stands as still as they do.
    [Fact]
    public void A_meter_that_agrees_with_the_stations_may_stand_still()
    {
        var site = House(null);
        site.Run(30);
        site.MetersSayA[Grid] = site.Flow(Grid);

        site.Run(300);

        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.Fresh);
    }

    // One that moves again is believed again.
    [Fact]
    public void A_meter_that_moves_again_is_believed()
    {
        var site = House(null);
        Settle(site);
        site.MetersSayA[Grid] = site.Flow(Grid);
        site.Run(120);
        site.Last.Circuits[0].FailSafe.ShouldBeTrue();

        site.MetersSayA.Clear();
        site.Run(30);

        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.Fresh);
        site.OrderOf(StationId(1)).ShouldBeGreaterThan(20);
    }

    // The transformers are turned round: charging makes the meter fall.
    [Theory]
    [InlineData(0.0)]
    [InlineData(null)]
    public void A_meter_with_the_wrong_sign_is_not_believed(double? generationA)
    {
        var site = House(generationA);
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        foreach (var connected in new[] { 0, 1, 2 })
        {
            site.Cars[StationId(1)].Connected = connected > 0;
            site.Cars[StationId(2)].Connected = connected > 1;
            for (var second = 0; second < 50; second++)
                TurnedRound(site);
        }

        site.Last.Circuits[0].FailSafe.ShouldBeTrue();
        site.OrderOf(StationId(1)).ShouldBe(6);
    }

    // It sits on another circuit: charging goes up and down, and it does not move.
    [Fact]
    public void A_meter_that_does_not_move_with_charging_is_not_believed()
    {
        var site = House(null);
        var trembles = 0.0;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        for (var change = 0; change < 5; change++)
        {
            foreach (var car in site.Cars.Values)
                car.LimitA = change % 2 == 0 ? 32 : 8;
            for (var second = 0; second < 40; second++)
            {
                site.MetersSayA[Grid] = PhaseCurrents.Balanced(10 + ((trembles += 0.1) % 0.3));
                site.Step();
            }
        }

        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.Contradicts);
    }

    // A cooker that goes off while a car starts is no contradiction yet.
    [Fact]
    public void One_coincidence_is_forgiven()
    {
        var site = House(null);
        Settle(site);
        site.Cars[StationId(1)].Connected = false;
        site.Run(60);

        site.Cars[StationId(1)].Connected = true;
        site.Run(3);
        site.BaseLoadA[Grid] = PhaseCurrents.Zero;
        site.Run(60);

        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.Fresh);
    }

    // Stations tell later than the meter, or the meter later than the stations, by as much as a slow bus makes it: that is no contradiction.
    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(8, 0)]
    [InlineData(0, 8)]
    public void A_slow_bus_is_no_contradiction(int stationsLateS, int meterLateS)
    {
        var site = House(null);
        site.Also = new Late(site, stationsLateS, meterLateS).Apply;
        foreach (var change in Enumerable.Range(0, 12))
        {
            site.Cars[StationId(1)].Connected = change % 3 != 0;
            site.Cars[StationId(2)].Connected = change % 4 != 0;
            for (var second = 0; second < 120; second++)
            {
                site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10 + (second % 7 * 0.05));
                site.Step();
                site.Last.Circuits[0].Meter.ShouldNotBe(MeterStanding.Contradicts);
            }
        }
    }

    // An order moves, and the station tells some seconds later than the meter: that must not look like a cooker.
    [Fact]
    public void A_vehicle_that_follows_an_order_is_not_taken_for_load()
    {
        var site = House(null);
        site.Cars[StationId(1)].LimitA = site.Cars[StationId(2)].LimitA = 8;
        site.Also = new Late(site, 4, 0).Apply;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        site.Run(60);

        site.Cars[StationId(1)].LimitA = 20;
        for (var second = 0; second < 9; second++)
            site.Step().Circuits[0].BaseLoadA.HighestA.ShouldBe(10, 0.01, $"at {second} s");
    }

    // The same of a station that says nothing of what it takes, while it starts.
    [Fact]
    public void A_vehicle_that_starts_without_saying_so_is_not_taken_for_load()
    {
        var site = House(null);
        site.Cars[StationId(1)].Connected = site.Cars[StationId(2)].Connected = false;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        site.SaysA[StationId(1)] = double.NaN;
        site.Run(60);

        site.Cars[StationId(1)].Connected = true;
        for (var second = 0; second < 8; second++)
            site.Step().Circuits[0].BaseLoadA.HighestA.ShouldBe(10, 0.01, $"at {second} s");
    }

    // At its limit a circuit stands still, since charging makes room for the house: that is no contradiction either.
    [Fact]
    public void A_circuit_that_is_held_at_its_limit_is_no_contradiction()
    {
        var site = House(null);
        site.Run(60);
        foreach (var change in Enumerable.Range(0, 12))
        {
            site.BaseLoadA[Grid] = PhaseCurrents.Balanced(change % 2 == 0 ? 30 : 5);
            for (var second = 0; second < 60; second++)
                site.Step().Circuits[0].Meter.ShouldBe(MeterStanding.Fresh);
        }
    }

    // Nobody reads base load as negative for ever: what the last good value said is not trusted once the meter is silent.
    [Fact]
    public void Without_a_meter_the_worst_base_load_is_reckoned_with()
    {
        var site = House(null);
        Settle(site);
        site.SilentMeters.Add(Grid);

        site.Run(10);

        site.Last.Circuits[0].BaseLoadA.ShouldBe(PhaseCurrents.Balanced(30));
    }

    // Static mode: no meter, no fault, the configured load at all times.
    [Fact]
    public void Static_mode_reckons_with_the_configured_load()
    {
        var site = new SimulatedSite(Build(
            [Root(40) with { StaticBaseLoadA = new PhaseCurrents(10, 12, 8) }], [Station(1, Grid, maximumA: 32), Station(2, Grid, maximumA: 32)]));
        site.SilentMeters.Add(Grid);

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(14);
        site.Last.Circuits[0].Meter.ShouldBe(MeterStanding.None);
        site.ReasonsOf(StationId(1)).ShouldStartWith("circuit:Grid connection:L2");
    }

    // The house alone is above its fuse: nothing to cut, but somebody should know.
    [Fact]
    public void A_house_above_its_fuse_is_reported()
    {
        var site = House(null);
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(70);

        site.Run(5);

        site.Last.Findings.ShouldContain(new Finding(FindingCode.BaseLoadTooHigh, Grid));
        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == 0);
    }

    private static void TurnedRound(SimulatedSite site)
    {
        site.MetersSayA[Grid] = PhaseCurrents.Zero - site.Flow(Grid);
        site.Step();
    }

    /// <summary>Delays what meter or stations say.</summary>
    private sealed class Late(SimulatedSite site, int stationsS, int meterS)
    {
        private readonly Queue<PhaseCurrents> _meter = new();
        private readonly Queue<StationInput[]> _stations = new();

        public void Apply(CycleInput input)
        {
            _meter.Enqueue(site.Flow(Grid));
            _stations.Enqueue(input.Stations.ToArray());
            if (_meter.Count > meterS + 1)
                _meter.Dequeue();
            if (_stations.Count > stationsS + 1)
                _stations.Dequeue();
            input.Circuit(Grid) = input.Circuit(Grid) with { MeterA = Measured.Value(_meter.Peek(), TimeSpan.Zero) };
            for (var station = 0; station < input.Stations.Length; station++)
                input.Stations[station].MeasuredA = _stations.Peek()[station].MeasuredA;
        }
    }

    private static MeterStanding Standing(SimulatedSite site, Measured<PhaseCurrents> meterA)
    {
        var input = site.Input();
        input.Circuit(Grid) = new CircuitInput { MeterA = meterA };
        return Made.Of(new Allocator(site.Topology, site.Options).Decide(input, site.State.Clone(), site.Now)).Circuits[0].Meter;
    }
}
