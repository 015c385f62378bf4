using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Topology;

public class SiteTopologyTests
{
    [Fact]
    public void Create_SoundSite_StandsParentsFirst()
    {
        var deep = new Circuit(Id(0x05), "Row 1", GarageA, PhaseCurrents.Balanced(20));

        var topology = Build([deep, Feeder(GarageA, "Garage A", 40), Root(80)], [Station(1, deep.Id)]);

        topology.Circuits.Select(circuit => circuit.Name).ShouldBe(["Grid connection", "Garage A", "Row 1"]);
        topology.FindStation(StationId(1))!.Name.ShouldBe("S1");
        topology.FindCircuit(Id(0x99)).ShouldBeNull();
    }

    [Fact]
    public void Create_NoGridConnection_IsRefused() =>
        Errors([Feeder(GarageA, "Garage A", 40)], []).ShouldContain(TopologyErrorCodes.NoRoot);

    [Fact]
    public void Create_TwoGridConnections_NamesTheSecond()
    {
        var result = SiteTopology.Create([Root(80), Root(80) with { Id = GarageA }], []);

        result.Errors.ShouldHaveSingleItem().ShouldBe(new TopologyError(
            TopologyErrorCodes.SeveralRoots, GarageA, "'Grid connection' is a second grid connection; there must be exactly one."));
    }

    // Two feeders that feed each other hang in the air.
    [Fact]
    public void Create_Cycle_IsRefused() => Errors(
        [Root(80), Feeder(GarageA, "A", 40) with { ParentId = GarageB }, Feeder(GarageB, "B", 40) with { ParentId = GarageA }], [])
        .ShouldBe([TopologyErrorCodes.Cycle, TopologyErrorCodes.Cycle]);

    [Fact]
    public void Create_CircuitBelowACycle_IsRefusedToo() => Errors(
        [Root(80), Feeder(GarageA, "A", 40) with { ParentId = GarageA }, Feeder(GarageB, "B", 40) with { ParentId = GarageA }], [])
        .ShouldBe([TopologyErrorCodes.Cycle, TopologyErrorCodes.Cycle]);

    [Fact]
    public void Create_UnknownParent_IsRefused() =>
        Errors([Root(80), Feeder(GarageA, "A", 40) with { ParentId = Id(0x77) }], []).ShouldBe([TopologyErrorCodes.UnknownParent]);

    [Fact]
    public void Create_StationOnUnknownCircuit_IsRefused() =>
        Errors([Root(80)], [Station(1, GarageA)]).ShouldBe([TopologyErrorCodes.UnknownCircuit]);

    [Fact]
    public void Create_TheSameIdTwice_IsRefused() =>
        Errors([Root(80)], [Station(1, Grid), Station(1, Grid)]).ShouldBe([TopologyErrorCodes.DuplicateId]);

    [Theory]
    [InlineData(0, 40, 40)]
    [InlineData(40, -1, 40)]
    [InlineData(40, 40, double.NaN)]
    [InlineData(double.PositiveInfinity, 40, 40)]
    public void Create_RatingThatIsNoFuse_IsRefused(double l1A, double l2A, double l3A) =>
        Errors([Root(80) with { RatingA = new PhaseCurrents(l1A, l2A, l3A) }], []).ShouldContain(TopologyErrorCodes.BadRating);

    [Theory]
    [InlineData(-1, 16, TopologyErrorCodes.BadStationRange)]
    [InlineData(17, 16, TopologyErrorCodes.BadStationRange)]
    [InlineData(0, 0, TopologyErrorCodes.BadStationRange)]
    [InlineData(double.NaN, 16, TopologyErrorCodes.BadStationRange)]
    [InlineData(6, double.NaN, TopologyErrorCodes.BadStationRange)]
    public void Create_StationWithoutARange_IsRefused(double minimumA, double maximumA, string code) =>
        Errors([Root(80)], [Station(1, Grid, minimumA: minimumA, maximumA: maximumA)]).ShouldContain(code);

    [Theory]
    [InlineData(-1)]
    [InlineData(16.5)]
    [InlineData(double.NaN)]
    public void Create_FallbackOutsideTheRange_IsRefused(double fallbackA) =>
        Errors([Root(80)], [Station(1, Grid, fallbackA: fallbackA)]).ShouldBe([TopologyErrorCodes.BadFallback]);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Create_ImpossibleBaseLoad_IsRefused(double baseA) =>
        Errors([Root(80) with { WorstBaseLoadA = PhaseCurrents.Balanced(baseA) }], []).ShouldBe([TopologyErrorCodes.BadBaseLoad]);

    private static string[] Errors(IEnumerable<Circuit> circuits, IEnumerable<Station> stations) =>
        [.. SiteTopology.Create(circuits, stations).Errors.Select(error => error.Code)];
}
