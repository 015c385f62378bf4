using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clemap.Benchmarks.Ingestion;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Sites;
using Clemap.Testing.SignIn;

namespace Clemap.Benchmarks.Streams;

/// <summary>What many devices that wait for orders cost one node, and how fast an order reaches one of them. Server, PostgreSQL and the devices all on this machine.</summary>
internal static class StreamsArea
{
    private const string Administrator = "administrator@sonnenhof.example";
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Measurement measurement)
    {
        var (count, changes, idle) = (measurement.Devices ?? (measurement.Quick ? 300 : 10_000), measurement.Quick ? 60 : 600, TimeSpan.FromSeconds(measurement.Quick ? 15 : 60));
        await using var server = await BenchedServer.StartAsync();
        Progress.Say($"{count:N0} devices are enrolled …");
        await using var fleet = await Fleet.EnrolAsync(server, [BenchedServer.DemoOrganisation], count, sourcesEach: 1);
        await fleet.FreshenAsync();
        var before = server.MemoryMB();
        Progress.Say("they connect …");
        var clock = Stopwatch.StartNew();
        await using var streams = new OpenStreams(server.Address);
        await Parallel.ForEachAsync(fleet.Devices, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (device, _) => await streams.OpenAsync(device));
        var connectedS = clock.Elapsed.TotalSeconds;

        await Task.Delay(Warmth);
        Progress.Say("they wait …");
        var spent = server.Processor();
        await Task.Delay(idle);
        spent = server.Processor() - spent;
        var memory = server.MemoryMB();

        Progress.Say("orders are given …");
        var (received, inForce) = await ChangeAsync(server, fleet, streams, changes);
        return
        [
            new($"memory of the node with {count:N0} devices waiting", memory, "MB", 500),
            new("the same, above the node with none", Math.Round(memory - before, 1), "MB", null),
            new("that for each device", Math.Round((memory - before) * 1024 / count, 1), "kB", null),
            new("processor of the server while they wait", Percent(spent.ServerS, idle), "% of a core", null),
            new("processor of the database while they wait", Percent(spent.DatabaseS + spent.IngestS, idle), "% of a core", null),
            new("devices that connect a second", Math.Round(count / connectedS), "1/s", null),
            new($"order to device, median of {changes}", At(received, 0.5), "ms", null),
            new("order to device, p99", At(received, 0.99), "ms", null),
            new("order to in force and known, p99", At(inForce, 0.99), "ms", 1000),
            new("streams that broke", streams.Broken, "", 0),
        ];
    }

    private static async Task<(List<double> ReceivedMs, List<double> InForceMs)> ChangeAsync(BenchedServer server, Fleet fleet, OpenStreams streams, int changes)
    {
        using var person = fleet.Client();
        person.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await CodeFlow.AccessTokenAsync(server.Address, Administrator, BenchedServer.DemoPassword, CancellationToken.None));
        using var reporting = fleet.Client();
        var (received, inForce, random) = (new List<double>(), new List<double>(), new Random(1));
        for (var change = 0; change < changes; change++)
        {
            var device = fleet.Devices[random.Next(fleet.Devices.Count)];
            await fleet.FreshenAsync(device, CancellationToken.None);
            var site = (await person.GetFromJsonAsync<SiteDetail>(new Uri($"/api/v1/sites/{device.SiteId}", UriKind.Relative)))!;
            var circuit = site.Model!.Circuits[0].Id;
            var seen = streams.SeesAsync(device.Id, site.Desired.Version + 1);
            var clock = Stopwatch.StartNew();
            using var changed = await person.PatchAsJsonAsync(
                new Uri($"/api/v1/sites/{device.SiteId}/desired-state", UriKind.Relative), new { circuitLimitsA = new Dictionary<Guid, double> { [circuit] = 10 + (change % 100) } });
            changed.EnsureSuccessStatusCode();
            await seen.WaitAsync(TimeSpan.FromSeconds(30));
            received.Add(clock.Elapsed.TotalMilliseconds);
            using var report = new HttpRequestMessage(HttpMethod.Post, "/api/v1/device/reported-state")
            {
                Content = JsonContent.Create(
                    new ReportedState(site.Desired.Version + 1, TimeProvider.System.GetUtcNow(), null, new Dictionary<Guid, double> { [circuit] = 10 }, new Dictionary<Guid, double>(), "bench"),
                    ContractsJson.Default.ReportedState),
            };
            report.Headers.Authorization = device.Token;
            using var told = await reporting.SendAsync(report);
            told.EnsureSuccessStatusCode();
            inForce.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(20);
        }

        return (received, inForce);
    }

    private static double Percent(double seconds, TimeSpan over) => Math.Round(100 * seconds / over.TotalSeconds, 1);

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return Math.Round(values[(int)(share * (values.Count - 1))], 1);
    }
}
