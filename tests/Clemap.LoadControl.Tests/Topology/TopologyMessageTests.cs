using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Topology;

/// <summary>What an electrician reads when something is wrong with what he wrote down.</summary>
public class TopologyMessageTests
{
    [Fact]
    public void Of_the_tree()
    {
        Of([], []).ShouldBe(["No circuit is the grid connection (a circuit without a parent)."]);
        Of([Root(80), Root(80)], []).ShouldBe([$"The id {Grid} is used more than once."]);
        Of([Root(80), Feeder(GarageA, "Garage A", 40) with { ParentId = null }], []).ShouldBe(["'Garage A' is a second grid connection; there must be exactly one."]);
        Of([Root(80), Feeder(GarageA, "Garage A", 40) with { ParentId = GarageB }], []).ShouldBe(["The parent of 'Garage A' does not exist."]);
        Of([Root(80), Feeder(GarageA, "Garage A", 40) with { ParentId = GarageA }], []).ShouldBe(["'Garage A' is fed by itself."]);
        Of([Root(80)], [Station(1, GarageA)]).ShouldBe(["The circuit of station 'S1' does not exist."]);
    }

    [Fact]
    public void Of_a_circuit()
    {
        OfRoot(root => root with { RatingA = PhaseCurrents.Zero }).ShouldBe("The rating of 'Grid connection' must be a positive number of amperes on each phase.");
        OfRoot(root => root with { ExportRatingA = -1 }).ShouldBe("Export, generation and unbalance of 'Grid connection' must be numbers of amperes, not negative.");
        OfRoot(root => root with { StaticBaseLoadA = PhaseCurrents.Balanced(-1) }).ShouldBe("The static base load of 'Grid connection' must be zero or more on each phase.");
        OfRoot(root => root with { StaticBaseLoadA = PhaseCurrents.Zero, HasMeter = true })
            .ShouldBe("'Grid connection' has a meter and a static base load; it can have one of them.");
        OfRoot(root => root with { WorstBaseLoadA = PhaseCurrents.Balanced(-1) }).ShouldBe("The base load of 'Grid connection' must be zero or more on each phase.");
    }

    [Fact]
    public void Of_a_station()
    {
        OfStation(station => station with { MinimumA = 20 }).ShouldBe("Station 'S1' needs 0 <= minimum <= maximum and a positive step.");
        OfStation(station => station with { StepA = 17 }).ShouldBe("The step of station 'S1' must not be above its maximum.");
        OfStation(station => station with { FallbackA = 17 }).ShouldBe("The fallback of station 'S1' must lie between 0 and its maximum.");
        OfStation(station => station with { FallbackA = 5 }).ShouldBe("The fallback of station 'S1' must be 0 or at least its minimum.");
        OfStation(station => station with { FallbackA = 5, Switched = true })
            .ShouldBe("The fallback of the switched station 'S1' must be 0 or its maximum: a contactor is open or closed.");
        OfStation(station => station with { FallbackTime = TimeSpan.FromSeconds(3) })
            .ShouldBe("The fallback time of station 'S1' must be at least 4 s, so that orders can be renewed in time.");
        OfStation(station => station with { FallbackTime = TimeSpan.FromHours(25) }).ShouldBe("The times of station 'S1' must lie between 0 and 24 h.");
        OfStation(station => station with { Weight = 0 }).ShouldBe("The weight of station 'S1' must be above zero.");
        OfStation(station => station with { DischargeMaximumA = -1 }).ShouldBe("The discharge maximum of station 'S1' must be zero or more.");
        OfStation(station => station with { SwitchesPhases = true, Switched = true })
            .ShouldBe("Station 'S1' cannot switch phases: that takes a controllable station with three.");
        OfStation(station => station with { SwitchGroupId = Id(0x70) }).ShouldBe("Station 'S1' is in a switch group but is not switched.");
    }

    // Circuits stand parents first, and then by id, whatever the order they were given in.
    [Fact]
    public void Circuits_stand_in_order()
    {
        Circuit[] circuits = [Feeder(GarageB, "B", 40), Feeder(Id(0x13), "C", 40) with { ParentId = GarageA }, Feeder(GarageA, "A", 40), Root(80)];

        SiteTopology.Create(circuits, []).Topology!.Circuits.Select(circuit => circuit.Id).ShouldBe([Grid, GarageA, GarageB, Id(0x13)]);
    }

    private static string OfRoot(Func<Circuit, Circuit> change) => Of([change(Root(80))], []).ShouldHaveSingleItem();

    private static string OfStation(Func<Station, Station> change) => Of([Root(80)], [change(Station(1, Grid))]).ShouldHaveSingleItem();

    private static string[] Of(IEnumerable<Circuit> circuits, IEnumerable<Station> stations) =>
        [.. SiteTopology.Create(circuits, stations).Errors.Select(error => error.Message)];
}
