using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

public class FallbackProofTests
{
    // 30 A of house and 8 stations at 6 A are 78 A: under 80 A.
    [Fact]
    public void Create_FallbacksThatFit_IsAccepted() => Check(worstBaseLoadA: 30, stations: 8).ShouldBeEmpty();

    // One more station makes 84 A.
    [Fact]
    public void Create_FallbacksThatDoNotFit_NamesCircuitAndPhase()
    {
        var errors = Check(worstBaseLoadA: 30, stations: 9);

        errors.Count.ShouldBe(3);
        errors[0].ShouldBe(new TopologyError(
            TopologyErrorCodes.FallbackDoesNotFit, Grid, "With all stations at their fallback 'Grid connection' would carry 84 A on L1, above its 80 A."));
    }

    // Exactly at the rating a fuse holds for ever.
    [Fact]
    public void Create_FallbacksThatFillTheFuseExactly_IsAccepted() => Check(worstBaseLoadA: 32, stations: 8).ShouldBeEmpty();

    // A one-phase station loads only the phase it is wired to.
    [Fact]
    public void Create_OnePhaseStations_CountOnTheirPhase()
    {
        var errors = SiteTopology.Create(
            [Root(80), Feeder(GarageA, "Garage A", 10)], [Station(1, GarageA, "2", fallbackA: 6), Station(2, GarageA, "2", fallbackA: 6)]).Errors;

        errors.ShouldHaveSingleItem().Message.ShouldContain("'Garage A' would carry 12 A on L2");
    }

    // Of a one-phase station whose wiring nobody wrote down the worst is assumed for each phase.
    [Fact]
    public void Create_UnknownOnePhaseWiring_CountsOnEachPhase() => SiteTopology.Create(
        [Root(10)], [Station(1, Grid, fallbackA: 6) with { Rotation = PhaseRotation.Unknown(1) }, Station(2, Grid, "3", fallbackA: 6)])
        .Errors.ShouldHaveSingleItem().Message.ShouldContain("L3");

    // The base loads of two feeders meet at the grid connection even if nobody wrote them there.
    [Fact]
    public void Create_BaseLoadsBelow_AddUpAbove() => SiteTopology.Create(
        [
            Root(20),
            Feeder(GarageA, "A", 20) with { WorstBaseLoadA = PhaseCurrents.Balanced(11) },
            Feeder(GarageB, "B", 20) with { WorstBaseLoadA = PhaseCurrents.Balanced(11) },
        ], []).Errors.ShouldAllBe(error => error.SubjectId == Grid);

    [Fact]
    public void Create_SumOverThePhasesTooHigh_IsRefused() =>
        SiteTopology.Create([Root(80) with { SumRatingA = 17 }], [Station(1, Grid, fallbackA: 6)])
            .Errors.ShouldHaveSingleItem().Message.ShouldContain("18 A in all");

    private static IReadOnlyList<TopologyError> Check(double worstBaseLoadA, int stations) => SiteTopology.Create(
        [Root(80, worstBaseLoadA)], Enumerable.Range(1, stations).Select(number => Station(number, Grid, fallbackA: 6))).Errors;
}
