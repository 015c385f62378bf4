using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Clemap.Demo.Processes;
using Clemap.Demo.Site;

namespace Clemap.Demo.Check;

/// <summary>The walk through the whole product without a person: each step is what a person would do, through the same doors.</summary>
internal static class CheckRun
{
    /// <returns>True when every step held.</returns>
    public static async Task<bool> RunAsync(
        DemoOptions options, DemoFolder folder, Programs programs, List<Child> running, Progress progress, Figures figures, CancellationToken cancellationToken)
    {
        try
        {
            using var administrator = await SignedInAsync(DemoSite.Administrator);
            using var owner = await SignedInAsync(DemoSite.Owner);
            using var supplier = await SignedInAsync(DemoSite.Supplier);
            var begun = TimeProvider.System.GetUtcNow();
            await new LoadControlCheck(administrator, owner, folder, progress, figures).RunAsync(cancellationToken);
            await new RestartCheck(administrator, programs, running, progress).RunAsync(begun, cancellationToken);
            await new BillingCheck(owner, supplier, progress).RunAsync(cancellationToken);
            Console.WriteLine("All held.");
            return true;
        }
        catch (DemoException failure)
        {
            Console.WriteLine($"✗ {failure.Message}");
            return false;
        }

        async Task<Api> SignedInAsync(string email) =>
            new(await SignIn.AsAsync(options.Address, email, folder.Secrets.Password, cancellationToken));
    }
}

/// <summary>Enrolled, live, limit down and up again.</summary>
internal sealed class LoadControlCheck(Api administrator, Api owner, DemoFolder folder, Progress progress, Figures figures)
{
    private static readonly TimeSpan ReactionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeProvider Clock = TimeProvider.System;
    private long changedAt;
    private readonly string site = $"/api/v1/sites/{DemoSite.Site}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await progress.StepAsync("The device is enrolled with its own key", async _ =>
        {
            var (detail, _) = await Wait.ForAsync("The device has not reported what is in force", TimeSpan.FromSeconds(30),
                async () => await administrator.GetAsync(site, cancellationToken) is { } found && found["reported"] is not null ? found : null, cancellationToken);
            return $"software {detail["reported"]!["software"]}, version {detail["reported"]!["version"]} in force";
        });
        await progress.StepAsync("Live readings of every meter and station arrive", async _ =>
        {
            var (count, _) = await Wait.ForAsync("Live readings are not fresh", TimeSpan.FromSeconds(60), () => FreshAsync(cancellationToken), cancellationToken);
            return $"{count} sources";
        });
        using var meter = new SiteMeter(folder);
        var limitA = 0;
        await progress.StepAsync("Cars charge", async _ =>
        {
            var (currents, _) = await Wait.ForAsync("No phase carries 35 A", TimeSpan.FromSeconds(90),
                async () => await meter.CurrentsAsync(cancellationToken) is { } now && now.Max() >= 35 ? now : null, cancellationToken);
            limitA = (int)(currents.Max() * 0.65);
            return $"{Text(currents)} at the grid connection";
        });
        await progress.StepAsync("Who may not change limits cannot", async _ =>
        {
            var status = await owner.StatusAsync(HttpMethod.Patch, site + "/desired-state", Wish(limitA), cancellationToken);
            return status == HttpStatusCode.Forbidden ? "403" : throw new DemoException($"The owner changed a limit: {(int)status}.");
        });
        await progress.StepAsync("The administrator lowers the site limit", _ => ChangeAsync(limitA, cancellationToken));
        await progress.StepAsync($"The sum of currents falls under {limitA} A on every phase", async _ =>
        {
            var (currents, _) = await Wait.ForAsync("The currents are still above the limit", ReactionLimit - Clock.GetElapsedTime(changedAt),
                async () => await meter.CurrentsAsync(cancellationToken) is { } now && now.Max() <= limitA ? now : null, cancellationToken);
            var after = Clock.GetElapsedTime(changedAt);
            figures.Add("limit-change-to-currents-under-it-s", after.TotalSeconds);
            return $"{Text(currents)} {after.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s after the change";
        });
        await progress.StepAsync("The administrator takes the limit back", _ => ChangeAsync(null, cancellationToken));
    }

    private async Task<string?> ChangeAsync(int? limitA, CancellationToken cancellationToken)
    {
        changedAt = Clock.GetTimestamp();
        var document = await administrator.SendAsync(HttpMethod.Patch, site + "/desired-state", Wish(limitA), cancellationToken);
        var version = (long)document["version"]!;
        await Wait.ForAsync("The change is not in force", ReactionLimit,
            async () => (await administrator.GetAsync(site, cancellationToken))["reported"] is { } reported && (long)reported["version"]! >= version
                ? reported
                : null, cancellationToken);
        var after = Clock.GetElapsedTime(changedAt);
        figures.Add(limitA is null ? "limit-taken-back-to-in-force-s" : "limit-change-to-in-force-s", after.TotalSeconds);
        return $"{(limitA is null ? "as commissioned" : $"{limitA} A")}, in force after {after.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s";
    }

    private static object Wish(int? limitA) => new { circuitLimitsA = new Dictionary<Guid, int?> { [DemoSite.GridCircuit] = limitA } };

    private async Task<string?> FreshAsync(CancellationToken cancellationToken)
    {
        var model = (await administrator.GetAsync(site, cancellationToken))["model"];
        var expected = (model?["meters"]?.AsArray().Count ?? 0) + (model?["stations"]?.AsArray().Count ?? 0);
        var live = (await administrator.GetAsync(site + "/live", cancellationToken)).AsArray();
        var now = Clock.GetUtcNow();
        var fresh = live.Count(source => now - (DateTimeOffset)source!["at"]! < TimeSpan.FromSeconds(30));
        return expected > 0 && fresh == expected ? fresh.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string Text(double[] currents) =>
        string.Join(" / ", currents.Select(current => current.ToString("0.0", CultureInfo.InvariantCulture))) + " A";
}

/// <summary>Kills the edge and starts it: no ten-second slot may be missing or doubled.</summary>
internal sealed class RestartCheck(Api administrator, Programs programs, List<Child> running, Progress progress)
{
    /// <param name="begun">Since when the edge runs and no slot may be missing.</param>
    public async Task RunAsync(DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var from = Slot(begun).AddSeconds(10);
        await progress.StepAsync("The edge is killed and started again", async _ =>
        {
            // The kill must fall into the span that is judged.
            if (from.AddSeconds(2) - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } early)
                await Task.Delay(early, cancellationToken);
            var old = running.Single(child => child.Name == "edge controller");
            await old.KillAsync(cancellationToken);
            await old.DisposeAsync();
            running.Remove(old);
            var started = programs.Edge();
            running.Add(started);
            await started.ReadyAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return null;
        });
        await progress.StepAsync("No ten-second slot is missing or doubled", async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(20), cancellationToken);
            var to = Slot(TimeProvider.System.GetUtcNow());
            JsonArray sources = [];
            try
            {
                await Wait.ForAsync("Slots are missing", TimeSpan.FromSeconds(30), async () =>
                {
                    sources = await CompletenessAsync(from, to, cancellationToken);
                    return sources.Count > 0 && sources.All(source => (long)source!["stored"]! == (long)source["expected"]!) ? sources : null;
                }, cancellationToken);
            }
            catch (DemoException missing)
            {
                throw new DemoException($"{missing.Message} {sources.ToJsonString()}", missing);
            }

            return $"{sources.Count} sources, {sources[0]!["stored"]} slots each";
        });
    }

    private async Task<JsonArray> CompletenessAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var query = $"?from={Uri.EscapeDataString(from.ToString("o"))}&to={Uri.EscapeDataString(to.ToString("o"))}";
        return (await administrator.GetAsync($"/api/v1/sites/{DemoSite.Site}/completeness{query}", cancellationToken)).AsArray();
    }

    private static DateTimeOffset Slot(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.FromSeconds(10).Ticks), TimeSpan.Zero);
}

/// <summary>Bills the last closed month and reads its documents back.</summary>
internal sealed class BillingCheck(Api owner, Api supplier, Progress progress)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var local = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"));
        var month = local.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        string run = "";
        await progress.StepAsync($"The owner bills {month}", async say =>
        {
            var started = await owner.SendAsync(HttpMethod.Post, $"/api/v1/sites/{DemoSite.Site}/billing-runs", new { month }, cancellationToken);
            run = (string)started["id"]!;
            var (view, _) = await Wait.ForAsync("The billing run is not done", TimeSpan.FromSeconds(90), async () => Done(await owner.GetAsync($"/api/v1/billing-runs/{run}", cancellationToken), say), cancellationToken);
            return $"{view["invoices"]} invoices, {view["totalCharge"]} {view["currency"]}";
        });
        DocumentTotals csv = new(new Dictionary<string, decimal>(), 0);
        await progress.StepAsync("CSV", async _ =>
        {
            csv = Documents.ReadCsv(await owner.DownloadAsync($"/api/v1/billing-runs/{run}/invoices.csv", cancellationToken));
            return $"{csv.Invoices.Values.Sum().ToString("0.00", CultureInfo.InvariantCulture)} CHF, {csv.EnergyWh} Wh";
        });
        await progress.StepAsync("PDF: each total is that of the CSV", async _ =>
        {
            var energyWh = 0L;
            var invoices = (await owner.GetAsync($"/api/v1/billing-runs/{run}/invoices", cancellationToken)).AsArray();
            foreach (var invoice in invoices)
            {
                var number = (string)invoice!["number"]!;
                var pdf = await owner.DownloadAsync($"/api/v1/invoices/{invoice["id"]}/pdf", cancellationToken);
                energyWh += Documents.ReadPdf(pdf, number, csv.Invoices[number]).EnergyWh;
            }

            return invoices.Count == csv.Invoices.Count && energyWh == csv.EnergyWh
                ? $"{invoices.Count} invoices, {energyWh} Wh"
                : throw new DemoException($"{invoices.Count} PDFs say {energyWh} Wh, the CSV of {csv.Invoices.Count} says {csv.EnergyWh} Wh.");
        });
        await progress.StepAsync("SDAT: the energy supplier gets the same energy", async _ =>
        {
            var (documents, energyWh) = Documents.ReadSdat(await supplier.DownloadAsync($"/api/v1/billing-runs/{run}/sdat.zip", cancellationToken));
            return energyWh == csv.EnergyWh
                ? $"{documents} documents, {energyWh} Wh"
                : throw new DemoException($"SDAT says {energyWh} Wh, the CSV says {csv.EnergyWh} Wh.");
        });
    }

    private static JsonNode? Done(JsonNode view, Action<int> say)
    {
        say((int)view["progress"]!);
        return ((string)view["status"]!).ToUpperInvariant() switch
        {
            "ISSUED" => view,
            "FAILED" => throw new DemoException($"The billing run failed: {view["error"]}"),
            _ => null,
        };
    }
}
