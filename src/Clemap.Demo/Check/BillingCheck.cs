using System.Globalization;
using System.Text.Json.Nodes;
using Clemap.Demo.Site;

namespace Clemap.Demo.Check;

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
