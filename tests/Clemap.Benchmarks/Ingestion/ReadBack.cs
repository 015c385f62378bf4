using System.Diagnostics;
using System.Net.Http.Headers;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>What people wait for: a device's day as a chart, with many rows of others stored in the same days.</summary>
internal static class ReadBack
{
    private const int Times = 30;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchedServer server, long rows)
    {
        Progress.Say("a device sends a day …");
        var today = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var from = today.AddDays(-1);
        await using var fleet = await Fleet.EnrolAsync(server, [BenchedServer.DemoOrganisation], devices: 1, sourcesEach: 10);
        var device = fleet.Devices[0];
        device.Next = from;
        var load = new Load(fleet, slots: 90);
        await load.UntilAsync(today);
        await IngestionArea.DrainedAsync(server);

        var stored = await server.AskAsync<long>("select count(*) from telemetry.reading");
        Progress.Say($"{stored:N0} rows are stored, filling up to {rows:N0} …");
        for (var hour = 0; stored < rows; hour++)
        {
            // Of each of ten days: a chart of one day looks into one partition.
            await Ceiling.FillAsync(server.Connections, TimeSpan.FromHours(1), Math.Min(rows - stored, 1 + (rows / 20)), from.AddHours(-12 * (hour % 20)));
            stored = await server.AskAsync<long>("select count(*) from telemetry.reading");
            Progress.Say($"{stored:N0} rows …");
        }

        using var http = fleet.Client();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await CodeFlow.AccessTokenAsync(server.Address, BenchedServer.DemoOwner, BenchedServer.DemoPassword, CancellationToken.None));
        var span = $"from={from:yyyy-MM-dd}T00:00:00Z&to={today:yyyy-MM-dd}T00:00:00Z";
        var site = $"/api/v1/sites/{device.SiteId}";
        var (chart, longest) = await AskAsync(http, $"{site}/series?sourceId={device.Sources[3]}&{span}&points=1000", atLeast: 10_000);
        var month = await MonthAsync(server);
        return
        [
            new("a site's month of quarter hours, 100 meters, as billing reads it (297 600 rows), median", month, "ms", 100),
            new($"a device's day as a chart, {stored / 1_000_000:N0} million rows stored, median", chart, "ms", 50),
            new("the same, longest of 30", longest, "ms", null),
        ];
    }

    /// <summary>Quarter hours of a month as the rollup would have left them, put there at once.</summary>
    private static async Task<double> MonthAsync(BenchedServer server)
    {
        Progress.Say("a site's month of quarter hours …");
        var sources = Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7()).ToArray();
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await server.AskAsync<long>(
            $"""
            with filled as (
                insert into telemetry.reading_quarter (organisation_id, source_id, at, import_first_wh, import_last_wh, export_first_wh, export_last_wh, import_wh, export_wh, readings, quality)
                select '{BenchedServer.DemoOrganisation}', s, at, 1000, 2000, 0, 0, 1000, 0, 90, 0
                from generate_series('{from:O}'::timestamptz, '{from:O}'::timestamptz + interval '31 days' - interval '15 minutes', interval '15 minutes') at, unnest(array['{string.Join("','", sources)}']::uuid[]) s
                returning 1)
            select count(*) from filled
            """);
        // As the table is when a month is billed: its new rows were seen by a vacuum.
        await server.AskAsync<string>("vacuum analyze telemetry.reading_quarter");
        await using var scope = server.Platform.CreateOrganisationScope(BenchedServer.DemoOrganisation);
        var quarterHours = scope.ServiceProvider.GetRequiredService<IQuarterHours>();
        var took = new List<double>();
        for (var time = 0; time <= Times; time++)
        {
            var begun = Stopwatch.GetTimestamp();
            var rows = await quarterHours.ReadAsync(sources, from, from.AddDays(31), CancellationToken.None);
            if (rows.Count != 297_600)
                throw new InvalidOperationException($"{rows.Count} quarter hours in place of 297 600.");
            if (time > 0)
                took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        took.Sort();
        return Math.Round(took[Times / 2], 1);
    }

    private static async Task<(double MedianMs, double LongestMs)> AskAsync(HttpClient http, string path, int atLeast)
    {
        var took = new List<double>();
        for (var time = 0; time <= Times; time++)
        {
            var from = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            var body = await answer.Content.ReadAsByteArrayAsync();
            answer.EnsureSuccessStatusCode();
            if (body.Length < atLeast)
                throw new InvalidOperationException($"{path} answered {body.Length} bytes only.");
            // The first one meets code that nothing has run yet.
            if (time > 0)
                took.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        took.Sort();
        return (Math.Round(took[Times / 2], 1), Math.Round(took[^1], 1));
    }
}
