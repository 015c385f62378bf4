using System.Diagnostics;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>Readings from the socket to the commit, and back to a chart: server, PostgreSQL and the devices all on this machine.</summary>
internal static class IngestionArea
{
    private const int ValuesOfAReading = 14;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Measurement measurement)
    {
        var figures = new List<Figure>();
        if (measurement.Part is null or "form")
            figures.AddRange(Form.Measure());
        if (measurement.Part is "form")
            return figures;
        await using var server = await BenchedServer.StartAsync();
        if (measurement.Part is null or "rate")
            figures.AddRange(await RateAsync(server, measurement.Quick));
        if (measurement.Part is null or "read")
            figures.AddRange(await ReadBack.MeasureAsync(server, measurement.Rows ?? (measurement.Quick ? 2_000_000 : 20_000_000)));
        if (measurement.Part is null or "storm")
            figures.AddRange(await Storm.MeasureAsync(server, measurement.Devices ?? (measurement.Quick ? 100 : 2_000)));
        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> RateAsync(BenchedServer server, bool quick)
    {
        var time = TimeSpan.FromSeconds(quick ? 8 : 30);
        Progress.Say("devices are enrolled …");
        await using var fleet = await Fleet.EnrolAsync(server, [.. Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7())], devices: quick ? 50 : 200, sourcesEach: 10);
        foreach (var device in fleet.Devices)
            device.Next = Hour(TimeProvider.System.GetUtcNow().AddHours(-40));
        var load = new Load(fleet, slots: 6);
        Progress.Say("the server warms up …");
        await load.FullAsync(TimeSpan.FromSeconds(quick ? 10 : 30));

        Progress.Say("the raw ceiling …");
        var before = await Ceiling.MeasureAsync(server.Connections, time / 2);
        var stored = await CountAsync(server);
        Progress.Say("as fast as it goes …");
        double fullLag;
        LoadResult full;
        var spent = server.Processor();
        await using (var lag = new RollupLag(server))
        {
            full = await load.FullAsync(time);
            fullLag = lag.LongestS;
        }

        spent = server.Processor() - spent;
        var missing = full.Accepted - (await CountAsync(server) - stored);
        Progress.Say("the raw ceiling again …");
        var ceiling = (before + await Ceiling.MeasureAsync(server.Connections, time / 2)) / 2;
        await DrainedAsync(server);
        Progress.Say("half of it …");
        double halfLag;
        LoadResult half;
        var quiet = server.Processor();
        await using (var lag = new RollupLag(server))
        {
            half = await load.PacedAsync(time, full.PerSecond / 2);
            halfLag = lag.LongestS;
        }

        quiet = server.Processor() - quiet;

        Progress.Say("thirty thousand a second …");
        double paceLag;
        LoadResult pace;
        await using (var lag = new RollupLag(server))
        {
            pace = await load.PacedAsync(time, 30_000);
            paceLag = lag.LongestS;
        }

        var drained = await DrainedAsync(server);
        var bytes = await server.AskAsync<double>(
            "select sum(pg_total_relation_size(inhrelid))::float8 / (select count(*) from telemetry.reading) from pg_inherits where inhparent = 'telemetry.reading'::regclass");
        return
        [
            new("readings stored a second, batches of 60 (10 meters, a minute)", Math.Round(full.PerSecond), "1/s", 30_000, Math.Round(ceiling), HigherIsBetter: true),
            new("the same, share of the raw ceiling", Math.Round(100 * full.PerSecond / ceiling, 1), "%", 50, HigherIsBetter: true),
            new("acknowledged and not stored", missing, "readings", 0),
            new("nearest peer: ThingsBoard, published, 4 vCPU and PostgreSQL at 20 % of processor, values stored", 3_333, "values/s", null),
            new("nearest peer: ThingsBoard, published, 36 vCPU with Kafka and Cassandra, values stored", 33_333, "values/s", null),
            new("ours, in values", Math.Round(full.PerSecond * ValuesOfAReading), "values/s", null),
            new("time to the acknowledgement at half that load, median", half.Percentile(0.5), "ms", null),
            new("the same, 99th percentile", half.Percentile(0.99), "ms", 250),
            new("time to the acknowledgement at full load, 99th percentile", full.Percentile(0.99), "ms", null),
            new("longest wait of a quarter hour for its rollup, 30 000 readings/s", paceLag, "s", 5),
            new("the same at half load / at full load: half", halfLag, "s", null),
            new("the same at half load / at full load: full", fullLag, "s", null),
            new("rollups done after the end of the load", drained, "s", null),
            new("processor time of a reading: server", Each(spent.ServerS), "µs", null),
            new("processor time of a reading: sessions that write", Each(spent.IngestS), "µs", null),
            new("processor time of a reading: rest of the database (rollups, write-ahead log, checkpoints)", Each(spent.DatabaseS), "µs", null),
            new("processor time of a reading: devices (load generator)", Each(spent.DevicesS), "µs", null),
            new("processor time of a reading at half that load: server", Half(quiet.ServerS), "µs", null),
            new("the same: writing sessions", Half(quiet.IngestS), "µs", null),
            new("the same: rest of the database", Half(quiet.DatabaseS), "µs", null),
            new("the same: devices", Half(quiet.DevicesS), "µs", null),
            new("answers 429 and 503", full.TimesSentAway + half.TimesSentAway + pace.TimesSentAway, "", null),
            new("bytes of a reading on disk, with its indexes", Math.Round(bytes), "B", null),
            new("bytes of a reading on the wire, JSON, not compressed", load.BytesOfABatch / load.RowsOfABatch, "B", null),
        ];

        double Half(double seconds) => Math.Round(1e6 * seconds / half.Accepted, 1);

        double Each(double seconds) => Math.Round(1e6 * seconds / full.Accepted, 1);
    }

    /// <returns>s until nothing waits for a rollup.</returns>
    public static async Task<double> DrainedAsync(BenchedServer server)
    {
        var watch = Stopwatch.StartNew();
        while (await RollupLag.CountAsync(server) > 0)
            await Task.Delay(200);
        return Math.Round(watch.Elapsed.TotalSeconds, 1);
    }

    private static Task<long> CountAsync(BenchedServer server) => server.AskAsync<long>("select count(*) from telemetry.reading");

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
}
