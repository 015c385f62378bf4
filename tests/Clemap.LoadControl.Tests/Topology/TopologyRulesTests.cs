using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Topology;

/// <summary>Each rule at its edge: what just holds, and what just does not.</summary>
public class TopologyRulesTests
{
    // Nothing may flow back or be generated where zero is written; less than nothing is no limit.
    [Theory]
    [InlineData(0, true)]
    [InlineData(20, true)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void Export_and_generation_are_zero_or_more(double limitA, bool sound)
    {
        OfRoot(root => root with { ExportRatingA = limitA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadRating]);
        OfRoot(root => root with { MaximumGenerationA = limitA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadRating]);
    }

    // No unbalance at all could never be held.
    [Theory]
    [InlineData(16, true)]
    [InlineData(0, false)]
    [InlineData(-16, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void Unbalance_and_sum_are_above_zero(double limitA, bool sound)
    {
        OfRoot(root => root with { UnbalanceLimitA = limitA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadRating]);
        OfRoot(root => root with { SumRatingA = limitA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadRating]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    public void A_static_base_load_is_zero_or_more(double baseA, bool sound) =>
        OfRoot(root => root with { StaticBaseLoadA = PhaseCurrents.Balanced(baseA) }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadBaseLoad]);

    [Fact]
    public void A_meter_and_a_static_base_load_exclude_each_other() =>
        OfRoot(root => root with { StaticBaseLoadA = PhaseCurrents.Balanced(10), HasMeter = true }).ShouldBe([TopologyErrorCodes.BadBaseLoad]);

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_weight_is_above_zero(double weight, bool sound) =>
        OfStation(station => station with { Weight = weight }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    public void A_discharge_maximum_is_zero_or_more(double dischargeA, bool sound) =>
        OfStation(station => station with { DischargeMaximumA = dischargeA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_step_is_above_zero(double stepA, bool sound) =>
        OfStation(station => station with { StepA = stepA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);

    // Orders are renewed twice within it.
    [Theory]
    [InlineData(4, true)]
    [InlineData(3.9, false)]
    public void A_fallback_time_leaves_time_to_renew(double seconds, bool sound) =>
        OfStation(station => station with { FallbackTime = TimeSpan.FromSeconds(seconds) }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadFallback]);

    // Both ends of the range belong to it.
    [Theory]
    [InlineData(0, 16, 0)]
    [InlineData(16, 16, 16)]
    public void A_range_includes_its_ends(double minimumA, double maximumA, double fallbackA) =>
        OfStation(station => station with { MinimumA = minimumA, MaximumA = maximumA, FallbackA = fallbackA }).ShouldBeEmpty();

    [Fact]
    public void Only_a_controllable_station_of_three_phases_switches_them()
    {
        OfStation(station => station with { SwitchesPhases = true }).ShouldBeEmpty();
        OfStation(station => station with { SwitchesPhases = true, Switched = true }).ShouldBe([TopologyErrorCodes.BadStationRange]);
        OfStation(station => station with { SwitchesPhases = true, Rotation = PhaseRotation.Parse("2") }).ShouldBe([TopologyErrorCodes.BadStationRange]);
    }

    [Fact]
    public void Only_a_switched_station_is_in_a_switch_group()
    {
        OfStation(station => station with { SwitchGroupId = Id(0x55), Switched = true }).ShouldBeEmpty();
        OfStation(station => station with { SwitchGroupId = Id(0x55) }).ShouldBe([TopologyErrorCodes.BadStationRange]);
    }

    // A day at most, and no time at all is one.
    [Theory]
    [InlineData(0, true)]
    [InlineData(24, true)]
    [InlineData(-0.1, false)]
    [InlineData(24.1, false)]
    public void Times_lie_within_a_day(double hours, bool sound)
    {
        OfStation(station => station with { Switched = true, MinimumOn = TimeSpan.FromHours(hours) }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);
        OfStation(station => station with { Switched = true, MinimumOff = TimeSpan.FromHours(hours) }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);
        if (hours > 0)
            OfStation(station => station with { FallbackTime = TimeSpan.FromHours(hours) }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(16.1, false)]
    public void A_step_is_no_more_than_the_maximum(double stepA, bool sound) =>
        OfStation(station => station with { StepA = stepA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadStationRange]);

    // Between its minimum and its maximum there is nothing that a contactor could fall back to.
    [Theory]
    [InlineData(false, 10, true)]
    [InlineData(true, 10, false)]
    [InlineData(true, 16, true)]
    public void A_contactor_falls_back_to_all_or_nothing(bool switched, double fallbackA, bool sound) =>
        OfStation(station => station with { Switched = switched, FallbackA = fallbackA }).ShouldBe(sound ? [] : [TopologyErrorCodes.BadFallback]);

    // Three circuits above each other, the longest way up there is.
    [Fact]
    public void A_deep_tree_is_no_cycle() => Codes(
        [Root(80), Feeder(GarageA, "A", 40), Feeder(GarageB, "B", 40) with { ParentId = GarageA }, Feeder(Id(0x13), "C", 40) with { ParentId = GarageB }], [])
        .ShouldBeEmpty();

    // A circuit must not have the id of a station.
    [Fact]
    public void An_id_is_used_once_in_the_whole_site() =>
        Codes([Root(80)], [Station(1, Grid) with { Id = Grid }]).ShouldBe([TopologyErrorCodes.DuplicateId]);

    // The sum over the phases just holds at its limit.
    [Fact]
    public void Fallbacks_that_fill_the_sum_exactly_fit()
    {
        Codes([Root(80) with { SumRatingA = 18 }], [Station(1, Grid, fallbackA: 6)]).ShouldBeEmpty();
        Codes([Root(80) with { SumRatingA = 17.9 }], [Station(1, Grid, fallbackA: 6)]).ShouldBe([TopologyErrorCodes.FallbackDoesNotFit]);
    }

    // A static base load is reckoned with as the worst one is, whichever is more.
    [Theory]
    [InlineData(0, 15, 3)]
    [InlineData(15, 0, 3)]
    [InlineData(14, 14, 0)]
    public void The_static_base_load_counts_in_the_proof(double staticA, double worstA, int errors) => Codes(
        [Root(20) with { StaticBaseLoadA = PhaseCurrents.Balanced(staticA), WorstBaseLoadA = PhaseCurrents.Balanced(worstA) }], [Station(1, Grid, fallbackA: 6)])
        .Length.ShouldBe(errors);

    private static string[] OfRoot(Func<Circuit, Circuit> change) => Codes([change(Root(80))], []);

    private static string[] OfStation(Func<Station, Station> change) => Codes([Root(80)], [change(Station(1, Grid))]);

    private static string[] Codes(IEnumerable<Circuit> circuits, IEnumerable<Station> stations) =>
        [.. SiteTopology.Create(circuits, stations).Errors.Select(error => error.Code)];
}
