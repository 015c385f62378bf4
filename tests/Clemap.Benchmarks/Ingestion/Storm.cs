using System.Diagnostics;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>All devices come back after a cut of six hours at the same moment: live readings first and every ten seconds, history in between as our edge sends it.</summary>
internal static class Storm
{
    private const int SourcesEach = 3;
    private static readonly TimeSpan Cut = TimeSpan.FromHours(6);
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchedServer server, int devices)
    {
        Progress.Say($"{devices} devices are enrolled …");
        await using var fleet = await Fleet.EnrolAsync(server, [.. Enumerable.Range(0, Math.Max(1, devices / 10)).Select(_ => Guid.CreateVersion7())], devices, SourcesEach);
        var returned = TimeProvider.System.GetUtcNow();
        var start = new DateTimeOffset((returned - Cut).UtcTicks / Slot.Ticks * Slot.Ticks, TimeSpan.Zero);
        var live = new LoadResult();
        var history = new LoadResult();
        // Made before they come back: to write down what thousands measured would take the processor of the server's first seconds.
        var rows = fleet.Devices.Select(device =>
            (Now: new Sending(fleet, device, new BatchTemplate(device.Sources, 1)), Before: new Sending(fleet, device, new BatchTemplate(device.Sources, 270)))).ToList();
        await fleet.RenewAsync();
        var watch = Stopwatch.StartNew();
        Progress.Say("and come back …");
        await Task.WhenAll(rows.ConvertAll(device => Task.Run(async () =>
        {
            using var http = fleet.Client();
            var (now, before) = device;
            var at = start;
            var end = start + Cut;
            while (at < end)
            {
                if (now.IsDue(watch.Elapsed))
                    await now.SendLiveAsync(http, live, watch);
                var from = watch.Elapsed;
                at = await before.SendAsync(http, history, at);
                var took = watch.Elapsed - from;
                history.Took(took);
                await Task.Delay(took < LongestPause ? took : LongestPause);
            }
        })));
        var drainedS = watch.Elapsed.TotalSeconds;
        var rolledUpS = drainedS + await IngestionArea.DrainedAsync(server);
        return
        [
            new($"{devices} devices return after 6 h: until all history is stored", Math.Round(drainedS, 1), "s", null),
            new("the same: readings of history", history.Accepted, "readings", null),
            new("the same: a second", Math.Round(history.Accepted / drainedS), "1/s", null),
            new("the same: until the rollups are done too", Math.Round(rolledUpS, 1), "s", null),
            new("live readings meanwhile, time to the acknowledgement, 99th percentile", live.Percentile(0.99), "ms", 1000),
            new("the same, longest", live.Percentile(1), "ms", null),
            new("the same, how many batches", live.Batches, "", null),
        ];
    }

    private sealed class Sending(Fleet fleet, FleetDevice device, BatchTemplate template)
    {
        private TimeSpan due = Slot * Random.Shared.NextDouble();

        public bool IsDue(TimeSpan elapsed) => elapsed >= due;

        public async Task SendLiveAsync(HttpClient http, LoadResult result, Stopwatch watch)
        {
            due += Slot;
            var from = watch.Elapsed;
            var now = TimeProvider.System.GetUtcNow();
            await SendAsync(http, result, new DateTimeOffset(now.UtcTicks / Slot.Ticks * Slot.Ticks, TimeSpan.Zero));
            result.Took(watch.Elapsed - from);
        }

        /// <returns>Start of the next batch.</returns>
        public async Task<DateTimeOffset> SendAsync(HttpClient http, LoadResult result, DateTimeOffset at)
        {
            await Load.SendAsync(fleet, http, device, template.At(at, TimeProvider.System.GetUtcNow()), result);
            return at + (template.Slots * Slot);
        }
    }
}
