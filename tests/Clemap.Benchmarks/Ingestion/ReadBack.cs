using System.Diagnostics;
using System.Net.Http.Headers;
using Clemap.Testing.SignIn;

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
        return
        [
            new($"a device's day as a chart, {stored / 1_000_000:N0} million rows stored, median", chart, "ms", 50),
            new("the same, longest of 30", longest, "ms", null),
        ];
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
