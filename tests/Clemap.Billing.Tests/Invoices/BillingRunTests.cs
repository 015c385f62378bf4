using System.IO.Compression;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Invoices;
using Clemap.Billing.Sdat;
using Clemap.Telemetry.Rollups;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UglyToad.PdfPig;

namespace Clemap.Billing.Tests.Invoices;

public sealed class BillingRunTests(BillingHost host)
{
    [Fact]
    public async Task Run_ClosedMonth_DocumentsAgreeToTheRappenAndTheWattHour()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);

        var run = await site.BillAsync();

        run.ShouldSatisfyAllConditions(
            () => run.Status.ShouldBe(BillingRunStatus.Issued),
            () => run.Progress.ShouldBe(100),
            () => run.Findings.ShouldBeEmpty(),
            () => run.Invoices.ShouldBe(2),
            () => run.TotalWh.ShouldBe(site.MeasuredWh(BilledSite.A1) + site.MeasuredWh(BilledSite.B1)));

        using var owner = site.Owner;
        var invoices = (await owner.GetFromJsonAsync<List<InvoiceView>>($"/api/v1/billing-runs/{run.Id}/invoices"))!;
        invoices.Select(invoice => invoice.Number).ShouldBe(["2026-000001", "2026-000002"]);
        invoices.Sum(invoice => invoice.Total).ShouldBe(run.TotalCharge);

        var rows = await CsvAsync(owner, $"/api/v1/billing-runs/{run.Id}/invoices.csv");
        rows.Sum(row => long.Parse(row["energyWh"], null)).ShouldBe(run.TotalWh);
        rows.Sum(row => decimal.Parse(row["total"], CultureInfo.InvariantCulture)).ShouldBe(run.TotalCharge);
        rows.ShouldAllBe(row => row["reference"].Length == 27);

        var sessions = await CsvAsync(owner, $"/api/v1/billing-runs/{run.Id}/sessions.csv");
        sessions.Sum(row => long.Parse(row["billedWh"], null)).ShouldBe(run.TotalWh);
        sessions.Where(row => row["station"] == "B1").ShouldAllBe(row => row["payer"] == "Hauswartung Huber GmbH");

        (await SdatTotalWhAsync(owner, run.Id)).ShouldBe(run.TotalWh);
        foreach (var invoice in invoices)
        {
            var pdf = await owner.GetByteArrayAsync($"/api/v1/invoices/{invoice.Id}/pdf");
            var text = TextOf(pdf);
            text.ShouldContain(invoice.Number);
            text.ShouldContain(InvoiceTexts.Amount(invoice.Total));
            text.ShouldContain(InvoiceTexts.Kwh(invoice.EnergyWh));
        }

        // Noon at B1: 844 Wh of sun for 3 + 917 + 401 Wh. Its share is 585.9, rounded up as the second largest fraction; 40 such quarter hours.
        invoices.Single(invoice => invoice.Recipient == "Hauswartung Huber GmbH").SolarWh.ShouldBe(40 * 586);
    }

    [Fact]
    public async Task Run_StartedAgain_GivesTheSameSet()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        var first = await site.BillAsync();
        using var owner = site.Owner;
        var before = await owner.GetByteArrayAsync($"/api/v1/billing-runs/{first.Id}/sdat.zip");

        var second = await site.BillAsync();
        await host.Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<BillingRunJob>()
            .RunAsync(site.Organisation, first.Id, default);

        second.Id.ShouldBe(first.Id);
        (await host.FinishAsync(site.Organisation, first.Id)).ShouldBe(first with { Findings = second.Findings }, new ViewComparer());
        var response = await owner.GetAsync($"/api/v1/billing-runs/{first.Id}/sdat.zip");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(before);
        response.Headers.ETag!.Tag.ShouldBe($"\"{Convert.ToHexStringLower(SHA256.HashData(before))}\"");
        (await owner.GetFromJsonAsync<List<InvoiceView>>($"/api/v1/billing-runs/{first.Id}/invoices"))!.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Start_ManyAtOnce_GiveOneRunAndNumbersWithoutGap()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);

        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => site.StartAsync()));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var scope = host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<BillingRunJob>().RunAsync(site.Organisation, ids[0], default);
        }));

        ids.Distinct().ShouldHaveSingleItem();
        (await host.FinishAsync(site.Organisation, ids[0])).Status.ShouldBe(BillingRunStatus.Issued);
        using var owner = site.Owner;
        (await NumbersAsync(owner, ids[0])).ShouldBe(["2026-000001", "2026-000002"]);

        // The next month goes on where this one ended.
        await site.ChargeAsync(BilledSite.October.AddMonths(-1));
        (await NumbersAsync(owner, (await site.BillAsync("2026-09")).Id)).ShouldBe(["2026-000003", "2026-000004"]);
    }

    // What a power cut in the middle looks like: the job waits to issue, and ends there.
    [Fact]
    public async Task Run_InterruptedWhileIssuing_LeavesNothingAndGoesOnLater()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        await using var blocker = await DatabaseFixture.OpenAsync(host.Connections.Migrator, CancellationToken.None);
        await using var enter = new NpgsqlCommand($"select set_config('app.organisation_id', '{site.Organisation}', false), set_config('app.site_ids', '*', false)", blocker);
        await enter.ExecuteNonQueryAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select 1 from billing.creditor for update", blocker, transaction);
        await hold.ExecuteNonQueryAsync();

        var runId = await site.StartAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var job = scope.ServiceProvider.GetRequiredService<BillingRunJob>();
        using var powerCut = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Should.ThrowAsync<OperationCanceledException>(() => job.RunAsync(site.Organisation, runId, powerCut.Token));

        using var owner = site.Owner;
        (await NumbersAsync(owner, runId)).ShouldBeEmpty();
        await transaction.RollbackAsync();
        (await host.FinishAsync(site.Organisation, runId)).Status.ShouldBe(BillingRunStatus.Issued);
        (await NumbersAsync(owner, runId)).ShouldBe(["2026-000001", "2026-000002"]);
    }

    [Theory]
    [InlineData("2026-11", HttpStatusCode.Conflict, "month-not-closed")]
    [InlineData("2026-13", HttpStatusCode.BadRequest, "invalid")]
    [InlineData(null, HttpStatusCode.BadRequest, "invalid")]
    public async Task Start_MonthThatCannotBe_IsRefused(string? month, HttpStatusCode status, string code)
    {
        var site = await BilledSite.CreateAsync(host);
        using var owner = site.Owner;

        var response = await owner.PostAsJsonAsync($"/api/v1/sites/{site.Site}/billing-runs", new { month });

        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task Run_EnergyOfNobody_IsFoundAndOnNoInvoice()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        var setup = site.Setup();
        await site.EnsureSetupAsync(setup with { Residents = [setup.Residents[0]] });
        await site.ChargeAsync(BilledSite.October);

        var run = await site.BillAsync();

        run.Findings.ShouldBe(["unassigned-energy"]);
        run.TotalWh.ShouldBe(site.MeasuredWh(BilledSite.A1));
        using var owner = site.Owner;
        (await CsvAsync(owner, $"/api/v1/billing-runs/{run.Id}/sessions.csv"))
            .Where(row => row["payer"].Length == 0).Sum(row => long.Parse(row["billedWh"], null)).ShouldBe(site.MeasuredWh(BilledSite.B1));
    }

    [Fact]
    public async Task Run_EstimatedManualAndMissingQuarters_AreFound()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        var noon = new DateTimeOffset(2026, 10, 12, 10, 0, 0, TimeSpan.Zero);
        site.Measure(BilledSite.A1, noon, 5, quality: EnergyQuality.Estimated);
        site.Measure(BilledSite.A1, noon.AddMinutes(15), 5, quality: EnergyQuality.Manual);
        host.Quarters.Remove(site.Organisation, BilledSite.Grid, noon);

        (await site.BillAsync()).Findings.ShouldBe(["estimated-energy", "manual-energy", "missing-energy"]);
    }

    [Fact]
    public async Task Run_WithoutTariff_FailsWithACodeAndCanBeStartedAgain()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        var setup = site.Setup();
        await site.EnsureSetupAsync(setup with { Tariffs = [] });
        await site.ChargeAsync(BilledSite.October);

        var failed = await site.BillAsync();
        await site.EnsureSetupAsync(setup);
        var runId = await site.StartAsync();
        var repaired = failed;
        for (var wait = 0; wait < 100 && repaired.Status != BillingRunStatus.Issued; wait++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            repaired = await host.FinishAsync(site.Organisation, runId);
        }

        (failed.Status, failed.Error).ShouldBe((BillingRunStatus.Failed, "no-tariff"));
        (repaired.Id, repaired.Status, repaired.Error).ShouldBe((failed.Id, BillingRunStatus.Issued, null));
    }

    [Fact]
    public async Task Run_OfAMonthBeforeTheFirstReading_FailsWithACodeAndIssuesNothing()
    {
        var site = await BilledSite.CreateAsync(host);

        var failed = await site.BillAsync();

        (failed.Status, failed.Error, failed.Invoices).ShouldBe((BillingRunStatus.Failed, "no-readings", 0));
    }

    private static async Task<string[]> NumbersAsync(HttpClient owner, Guid runId) =>
        (await owner.GetFromJsonAsync<List<InvoiceView>>($"/api/v1/billing-runs/{runId}/invoices"))!.Select(invoice => invoice.Number).ToArray();

    private static async Task<List<Dictionary<string, string>>> CsvAsync(HttpClient client, string path)
    {
        var lines = (await client.GetStringAsync(path)).TrimEnd().Split("\r\n").Select(line => line.Split(',')).ToList();
        return lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second)).ToList();
    }

    private static async Task<long> SdatTotalWhAsync(HttpClient client, Guid runId)
    {
        using var zip = new ZipArchive(new MemoryStream(await client.GetByteArrayAsync($"/api/v1/billing-runs/{runId}/sdat.zip")));
        zip.Entries.Count.ShouldBe(2);
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            using var buffer = new MemoryStream();
            await entry.Open().CopyToAsync(buffer);
            buffer.Position = 0;
            E66Schema.Check(buffer).ShouldBeEmpty();
            buffer.Position = 0;
            var volumes = XDocument.Load(buffer).Descendants(XName.Get("Volume", E66Writer.Namespace)).ToList();
            volumes.Count.ShouldBe(2_980);
            total += volumes.Sum(volume => (long)(decimal.Parse(volume.Value, CultureInfo.InvariantCulture) * 1000));
        }

        return total;
    }

    private static string TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(page => string.Join(' ', page.GetWords().Select(word => word.Text))));
    }

    private sealed class ViewComparer : IEqualityComparer<BillingRunView>
    {
        public bool Equals(BillingRunView? x, BillingRunView? y) => Text(x) == Text(y);

        public int GetHashCode(BillingRunView obj) => Text(obj).GetHashCode(StringComparison.Ordinal);

        private static string Text(BillingRunView? view) => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(view));
    }
}
