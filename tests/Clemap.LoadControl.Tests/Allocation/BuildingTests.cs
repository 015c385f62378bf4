using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>A building behind another controller is limited as a station is, and nothing is learnt from what it happens to load.</summary>
public class BuildingTests
{
    // What loads one phase now may load another in a minute: the other two stay booked, which a vehicle on one phase would leave to others.
    [Theory]
    [InlineData(true, 12)]
    [InlineData(false, 16)]
    public void It_is_booked_on_all_phases_whatever_it_loads(bool isBuilding, double leftA)
    {
        var site = new SimulatedSite(Build([Root(24)], [Station(1, Grid) with { IsBuilding = isBuilding }, Station(2, Grid, "2")]));
        site.Cars[StationId(1)].Phases = PhaseSet.L1;

        site.Run(200);

        site.OrderOf(StationId(2)).ShouldBe(leftA, 0.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_never_counts_as_full(bool isBuilding)
    {
        var site = new SimulatedSite(Build([Root(40)], [Station(1, Grid) with { IsBuilding = isBuilding }, Station(2, Grid)]));
        site.Cars[StationId(1)].TakesAtMostA = 0;

        site.Run(600);

        site.State.Stations[0].Is(StationMarks.TakesNothing).ShouldBe(!isBuilding);
        site.OrderOf(StationId(1)).ShouldBeGreaterThanOrEqualTo(6);
    }
}
