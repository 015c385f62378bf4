using Clemap.LoadControl.Allocation;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

public class MarginTests
{
    // A tenth is kept free: 18 of 20 A on each phase for two cars, or 40.5 of 45 A over the phases.
    [Theory]
    [InlineData(null, 9)]
    [InlineData(45.0, 6.75)]
    public void The_margin_is_kept_free(double? sumA, double orderA)
    {
        var site = new SimulatedSite(
            Build([Root(20) with { SumRatingA = sumA }], [Station(1, Grid), Station(2, Grid)]), new AllocatorOptions { MarginShare = 0.1 });

        site.Run(40);

        site.OrderOf(StationId(1)).ShouldBe(orderA, 0.01);
        site.OrderOf(StationId(2)).ShouldBe(orderA, 0.01);
    }
}
