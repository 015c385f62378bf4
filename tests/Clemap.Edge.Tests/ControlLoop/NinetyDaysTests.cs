using Clemap.Edge.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.ControlLoop;

public sealed class NinetyDaysTests
{
    [Fact]
    public async Task Ninety_days_without_a_cloud_change_nothing_in_what_the_stations_are_told()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero));
        await using var garage = new Garage(2, configuration => configuration with { FrozenAfterS = null }, clock);
        garage.Wish(7, 30);
        await SecondsAsync(garage, clock, 60);
        var orders = (garage.Order(1), garage.Order(2));
        (garage.BaseA + orders.Item1 + orders.Item2).ShouldBeInRange(20, 30);

        var retention = new Retention(garage.Database, clock);
        for (int day = 0; day < 90; day++)
        {
            clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(30));
            await SecondsAsync(garage, clock, 30);
            retention.Keep();

            garage.Limits.Report("").Version.ShouldBe(7);
            (garage.Order(1), garage.Order(2)).ShouldBe(orders, $"day {day}");
        }

        garage.Store.CountWaiting().ShouldBeGreaterThan(90 * 3);
        // The last limits are in force after a start, too, however old they are.
        new Edge.ControlLoop.DesiredLimits(garage.Configuration, garage.Site.Topology, new Documents(garage.Database), clock)
            .Wanted.Circuits[TestSite.Grid].LimitA.ShouldBe(30);
        // And when the house needs more on the ninetieth day, charging makes room as on the first.
        garage.SetBase(20);
        await SecondsAsync(garage, clock, 30);
        (garage.BaseA + garage.Order(1) + garage.Order(2)).ShouldBeLessThanOrEqualTo(30);
    }

    private static async Task SecondsAsync(Garage garage, FakeTimeProvider clock, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await garage.CycleAsync();
        }
    }
}
