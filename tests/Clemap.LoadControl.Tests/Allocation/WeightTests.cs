using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

public class WeightTests
{
    // Twice the weight is twice the current, above all minima and below all maxima.
    [Theory]
    [InlineData(30, 10, 20)]
    [InlineData(15, 6, 9)]
    [InlineData(60, 28, 32)]
    public void Current_is_shared_by_weight(double ratingA, double lightA, double heavyA)
    {
        var site = new SimulatedSite(Build([Root(ratingA)], [Station(1, Grid, maximumA: 32), Station(2, Grid, maximumA: 32) with { Weight = 2 }]));

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(lightA, 1e-6);
        site.OrderOf(StationId(2)).ShouldBe(heavyA, 1e-6);
    }

    // The grid operator's class is served before all others.
    [Fact]
    public void Classes_are_served_in_order()
    {
        var site = Flat(40, 4);
        site.Cars[StationId(1)].Priority = LoadControl.Allocation.PriorityClass.Low;
        site.Cars[StationId(3)].Priority = LoadControl.Allocation.PriorityClass.High;
        site.Cars[StationId(4)].Priority = LoadControl.Allocation.PriorityClass.GridOperator;

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(6);
        site.OrderOf(StationId(2)).ShouldBe(6);
        site.OrderOf(StationId(3)).ShouldBe(12);
        site.OrderOf(StationId(4)).ShouldBe(16);
    }

    // Orders expire well within a station's own fallback time.
    [Theory]
    [InlineData(120, 30)]
    [InlineData(30, 15)]
    public void Orders_are_renewed_within_the_fallback_time(double fallbackS, double lifetimeS)
    {
        var site = new SimulatedSite(Build([Root(40)], [Station(1, Grid) with { FallbackTime = TimeSpan.FromSeconds(fallbackS) }]));
        var now = site.Now;

        site.Step().SetPoints[0].ExpiresAt.ShouldBe(now.AddSeconds(lifetimeS));
    }

    // A vehicle that takes nothing is asked again within the hour, even while all the current is in use.
    [Fact]
    public void A_sleeping_vehicle_is_asked_again()
    {
        var site = Flat(11, 2);
        site.Cars[StationId(1)].TakesAtMostA = 0;
        site.Run(100);
        site.OrderOf(StationId(1)).ShouldBe(0);

        site.Cars[StationId(1)].TakesAtMostA = 16;
        var served = false;
        for (var second = 0; second < 5400 && !served; second++)
        {
            site.Step();
            served = site.Cars[StationId(1)].ActualA > 5;
        }

        served.ShouldBeTrue();
    }
}
