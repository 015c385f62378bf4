using System.Diagnostics;
using Clemap.Edge.Commissioning;
using Clemap.Edge.Tests.ControlLoop;

namespace Clemap.Edge.Tests.Commissioning;

/// <summary>Looks of a meter and of stations beside each other, on real sockets, in each order in which they may come.</summary>
public sealed class MeterWatchTests
{
    private const double BaseA = 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_just_lowered_does_not_make_the_other_fall()
    {
        await using var garage = await ChargingAsync();
        var watch = await WatchAsync(garage);

        garage.Takes(2, 6);
        await garage.Site.Meters[0].PollAsync(Stop); // the meter is read first
        watch.Look();
        await garage.Site.Stations[1].PollAsync(Stop);
        ShouldShow(watch, BaseA + 16);
        await LookTwiceAsync(garage, watch);

        ShouldShow(watch, BaseA + 16);
    }

    [Fact]
    public async Task One_that_was_just_raised_does_not_hide_that_the_other_fell()
    {
        await using var garage = await ChargingAsync();
        var watch = await WatchAsync(garage);
        garage.Takes(1, 6);
        await LookTwiceAsync(garage, watch);
        ShouldShow(watch, BaseA + 6);

        garage.Takes(2, 26);
        await garage.Site.Meters[0].PollAsync(Stop);
        watch.Look();
        await garage.Site.Stations[1].PollAsync(Stop);

        ShouldShow(watch, BaseA + 6);
    }

    [Fact]
    public async Task While_the_other_says_nothing_nobody_sees_anything()
    {
        await using var garage = await ChargingAsync();
        var watch = await WatchAsync(garage);
        garage.Stations[1].Hangs = true;

        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(4);)
        {
            await garage.Site.Meters[0].PollAsync(Stop);
            watch.Look();
            await garage.Site.Stations[1].PollAsync(Stop);
        }

        watch.Now().ShouldBeNull();
    }

    private static async Task<Garage> ChargingAsync()
    {
        var garage = new Garage(2);
        garage.Takes(1, 16);
        garage.Takes(2, 16);
        await PollAsync(garage);
        return garage;
    }

    private static async Task<MeterWatch> WatchAsync(Garage garage)
    {
        var watch = new MeterWatch(garage.Site.Meters[0], [garage.Site.Stations[1]], TimeProvider.System);
        await LookTwiceAsync(garage, watch);
        ShouldShow(watch, BaseA + 16);
        return watch;
    }

    // A look of the meter counts when the other was seen after it.
    private static async Task LookTwiceAsync(Garage garage, MeterWatch watch)
    {
        for (int i = 0; i < 2; i++)
        {
            watch.Look();
            await PollAsync(garage);
        }
        watch.Look();
        await PollAsync(garage);
    }

    private static async Task PollAsync(Garage garage)
    {
        foreach (var station in garage.Site.Stations)
            await station.PollAsync(Stop);
        await garage.Site.Meters[0].PollAsync(Stop);
    }

    private static void ShouldShow(MeterWatch watch, double currentA)
    {
        watch.Now().ShouldNotBeNull();
        foreach (double phaseA in watch.Now()!.Value.CurrentA)
            phaseA.ShouldBe(currentA, 0.01);
    }
}
