using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>What somebody found who tried to overload a fuse.</summary>
public class AttackTests
{
    // A jumps from its order to all it can: B makes room in the same cycle, and is down as soon as it can follow.
    [Fact]
    public void A_station_that_jumps_up_is_made_room_for_at_once()
    {
        var site = new SimulatedSite(Build([Root(40)], [Station(1, Grid, maximumA: 32), Station(2, Grid, maximumA: 32)]));
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(4);
        site.Cars[StationId(2)].ReactionCycles = 5;
        site.Run(90);
        site.Cars[StationId(1)].Obeys = false;
        site.Cars[StationId(1)].TakesAtMostA = 32;

        Overloaded(site, 60).ShouldBeLessThan(10);
    }

    // It says that no vehicle is there, was ordered 0, and takes 16 A.
    [Fact]
    public void A_station_that_says_it_is_empty_and_draws_is_made_room_for_at_once()
    {
        var site = new SimulatedSite(Build([Root(32)], [Station(1, Grid), Station(2, Grid, maximumA: 32)]));
        site.Cars[StationId(1)].Connected = false;
        site.Cars[StationId(2)].ReactionCycles = 5;
        site.Run(90);
        site.SaysA[StationId(1)] = 16;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(16);

        Overloaded(site, 60).ShouldBeLessThan(10);
    }

    // The feeder's meter is not believed, but what it says is more than was reckoned with: above it nobody gets that.
    [Fact]
    public void A_meter_that_is_not_believed_may_still_raise_the_load()
    {
        var site = new SimulatedSite(Build(
            [Root(63), new Circuit(GarageA, "Board", Grid, PhaseCurrents.Balanced(25)), new Circuit(GarageB, "Flats", GarageA, PhaseCurrents.Balanced(25)) { HasMeter = true }],
            [Station(1, GarageA, maximumA: 32)]));
        site.Run(30);
        site.MetersSayA[GarageB] = PhaseCurrents.Balanced(20);
        site.BaseLoadA[GarageB] = PhaseCurrents.Balanced(20);
        site.Run(90);

        site.Last.Circuits[2].Meter.ShouldBe(MeterStanding.Frozen);
        site.OrderOf(StationId(1)).ShouldBeLessThanOrEqualTo(5);
    }

    // A hob switches 9 A on one phase every 25 s while cars come and go: the meter is right, and stays believed.
    [Fact]
    public void A_hob_is_no_reason_to_disbelieve_the_meter()
    {
        var site = new SimulatedSite(Build([Root(80)], [Station(1, Grid, maximumA: 32), Station(2, Grid, maximumA: 32)]));
        for (var second = 0; second < 7200; second++)
        {
            site.BaseLoadA[Grid] = new PhaseCurrents(8, second / 25 % 2 == 0 ? 14 : 5, 8);
            site.Cars[StationId(1)].Connected = second / 150 % 2 == 0;
            site.Cars[StationId(2)].Connected = second / 220 % 2 == 0;
            site.Step().Circuits[0].Meter.ShouldBe(MeterStanding.Fresh, $"at {second} s");
        }
    }

    // One of two on the same output goes silent: no order for one contradicts the order for the other.
    [Fact]
    public void A_group_with_a_silent_member_gets_one_order()
    {
        var group = Id(0x70);
        var site = new SimulatedSite(Build(
            [Root(40)], Enumerable.Range(1, 2).Select(number => Station(number, Grid, "1", maximumA: 16) with { Switched = true, SwitchGroupId = group })));
        site.Run(30);
        site.OrderOf(StationId(1)).ShouldBe(16);

        site.SilentStations.Add(StationId(1));
        for (var second = 0; second < 300; second++)
            site.Step().SetPoints.Select(setPoint => setPoint.CurrentA).Distinct().Count().ShouldBe(1);
    }

    // The car is at the second station of a group: the group waits for its turn all the same.
    [Fact]
    public void A_group_waits_for_its_turn_whichever_member_has_the_vehicle()
    {
        var group = Id(0x70);
        var site = new SimulatedSite(Build(
            [Root(17)],
            [
                Station(1, Grid, "1", maximumA: 8) with { Switched = true, SwitchGroupId = group },
                Station(2, Grid, "1", maximumA: 8) with { Switched = true, SwitchGroupId = group },
                Station(3, Grid, "1", minimumA: 10, maximumA: 16),
            ]));
        site.Cars[StationId(1)].Connected = false;
        var on = 0;
        for (var second = 0; second < 2 * 3600; second++)
            on += site.Step().SetPoints[1].CurrentA > 0 ? 1 : 0;

        on.ShouldBeInRange(3000, 4200);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_number_is_not_known(double odd)
    {
        var input = new StationInput { ConfirmedA = odd, VehicleMinimumA = odd, DischargeA = odd, Priority = (PriorityClass)17 };

        input.ConfirmedA.ShouldBeNull();
        input.VehicleMinimumA.ShouldBeNull();
        input.DischargeA.ShouldBeNull();
        input.Priority.ShouldBe(PriorityClass.GridOperator);
        new CycleInput(Build([Root(16)], [])) { PeakCapW = odd }.PeakCapW.ShouldBeNull();
    }

    public static TheoryData<string, Station> Impossible() => new()
    {
        { "a contactor is open or closed", Station(1, Grid, maximumA: 16, fallbackA: 5) with { Switched = true } },
        { "must be 0 or at least its minimum", Station(1, Grid, fallbackA: 3) },
        { "step", Station(1, Grid) with { StepA = 20 } },
        { "times", Station(1, Grid) with { MinimumOn = TimeSpan.FromSeconds(-1) } },
        { "times", Station(1, Grid) with { FallbackTime = TimeSpan.MaxValue } },
        { "renewed in time", Station(1, Grid) with { FallbackTime = TimeSpan.FromSeconds(1) } },
        { "weight", Station(1, Grid) with { Weight = 0 } },
        { "discharge", Station(1, Grid) with { DischargeMaximumA = -1 } },
        { "switch phases", Station(1, Grid, "2") with { SwitchesPhases = true } },
        { "is not switched", Station(1, Grid) with { SwitchGroupId = Id(0x70) } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_no_station_can_be_is_refused(string rule, Station station) =>
        SiteTopology.Create([Root(63)], [station]).Errors.ShouldHaveSingleItem().Message.ShouldContain(rule);

    private static int Overloaded(SimulatedSite site, int seconds)
    {
        var overloaded = 0;
        for (var second = 0; second < seconds; second++)
        {
            site.Step();
            overloaded += site.Flow(Grid).HighestA > site.Topology.Circuits[0].RatingA.L1A + 1e-6 ? 1 : 0;
        }

        return overloaded;
    }
}
