using Clemap.LoadControl.Allocation;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>What is kept free for a station that does not answer: 20 A for two, fallback 6 A after two minutes.</summary>
public class SilentStationTests
{
    private static SimulatedSite Two() => new(Build([Root(20)], [Station(1, Grid, fallbackA: 6), Station(2, Grid, fallbackA: 6)]));

    private static void Silence(SimulatedSite site, WhenSilent then)
    {
        site.SilentStations.Add(StationId(1));
        site.WhenSilent[StationId(1)] = then;
        site.Cars[StationId(1)].ActualA = 0;
    }

    // Its last order until it must have fallen back, then only its fallback.
    [Fact]
    public void One_that_falls_back_counts_with_its_order_until_then()
    {
        var site = Two();
        site.Run(30);
        Silence(site, WhenSilent.FallsBack);

        site.Run(119);
        site.OrderOf(StationId(2)).ShouldBe(10);

        site.Run(30);
        site.OrderOf(StationId(2)).ShouldBe(14);
    }

    [Theory]
    [InlineData(WhenSilent.KeepsOrder, 10)]
    [InlineData(WhenSilent.Unknown, 0)]
    public void One_that_does_not_fall_back_counts_with_all_it_may_take(WhenSilent then, double leftA)
    {
        var site = Two();
        site.Run(30);
        Silence(site, then);

        site.Run(160);

        site.OrderOf(StationId(2)).ShouldBe(leftA);
    }

    // It had no order, but it may fall back to 6 A when it hears nothing.
    [Fact]
    public void One_that_stood_still_counts_with_its_fallback()
    {
        var site = Two();
        site.Cars[StationId(1)].Connected = false;
        site.Run(30);
        site.OrderOf(StationId(2)).ShouldBe(16);

        Silence(site, WhenSilent.FallsBack);
        site.Run(5);

        site.OrderOf(StationId(2)).ShouldBe(14);
    }
}
