using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Simulator.Tests.Live;

public sealed class BusyGarageTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 2, 19, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Twenty_seconds_after_the_start_most_spaces_are_taken_and_cars_charge()
    {
        await using var live = new LiveSite(DemoSite.Configuration, _time);
        Run(live, 20);
        var cars = live.Site.Points.Where(point => point.Car is not null).ToList();
        cars.Count.ShouldBeGreaterThanOrEqualTo(4);
        cars.Count(point => point.Car!.Model.Phases == 3 && point.Car.StateOfCharge < 0.4 && point.Car.Model.CapacityWh >= 58_000).ShouldBeGreaterThanOrEqualTo(2);
        cars.ShouldContain(point => point.Car!.Model.Phases == 1 && point.Phases == 3);
        cars.ShouldContain(point => point.Car!.StateOfCharge > 0.77 && point.Car.StateOfCharge < 0.8);
        Run(live, 10);
        live.Site.Points.Count(point => point.Charging).ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Cars_leave_and_others_come()
    {
        await using var live = new LiveSite(DemoSite.Configuration, _time);
        var ended = new List<EndedSession>();
        for (var second = 0; second < 10 * 3600; second++)
        {
            Run(live, 1);
            ended.AddRange(live.Site.Ended);
        }

        ended.Count.ShouldBeGreaterThan(5);
        ended.Select(session => session.Id).ShouldBeUnique();
        ended.ShouldContain(session => session.EndWh > session.StartWh + 1000);
    }

    private void Run(LiveSite live, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            live.Step();
        }
    }
}
