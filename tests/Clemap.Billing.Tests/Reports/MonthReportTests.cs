using System.Collections;
using System.Globalization;
using System.Net;
using System.Resources;
using Clemap.Billing.Documents.Pdf;
using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Energy;
using Clemap.Billing.Invoices;
using Clemap.Billing.Reports;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.GridCommands;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Sites;
using UglyToad.PdfPig;

namespace Clemap.Billing.Tests.Reports;

public sealed class MonthReportTests(BillingHost host)
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [Theory]
    [InlineData("de", "Monatsbericht Oktober 2026", "Ladestationen", "Keine.")]
    [InlineData("fr", "Rapport mensuel octobre 2026", "Bornes de recharge", "Aucune.")]
    [InlineData("it", "Rapporto mensile ottobre 2026", "Stazioni di ricarica", "Nessuno.")]
    [InlineData("en", "Month report October 2026", "Charging stations", "None.")]
    public async Task The_report_has_the_sums_of_the_invoices_in_each_language(string language, string title, string stations, string none)
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        using var owner = site.Owner;

        using var response = await owner.GetAsync($"/api/v1/sites/{site.Site}/report.pdf?month=2026-10&language={language}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        var text = TextOf(await response.Content.ReadAsByteArrayAsync()).ShouldHaveSingleItem();

        text.ShouldSatisfyAllConditions(
            page => page.ShouldContain(title),
            page => page.ShouldContain("Sonnenhof 12, Zürich"),
            page => page.ShouldContain(stations),
            page => page.ShouldContain(none),
            page => page.ShouldContain(InvoiceTexts.Kwh(site.MeasuredWh(BilledSite.A1))),
            page => page.ShouldContain(InvoiceTexts.Kwh(site.MeasuredWh(BilledSite.A1) + site.MeasuredWh(BilledSite.B1))),
            page => page.ShouldContain("12.1 kW"),
            page => page.ShouldContain("02.11.2026 07:05"));
    }

    [Theory]
    [InlineData("", "month")]
    [InlineData("?month=2026-13", "month")]
    [InlineData("?month=0001-01", "month")]
    [InlineData("?month=2026-10&language=rm", "language")]
    public async Task What_is_wrong_is_named(string query, string field)
    {
        var site = await BilledSite.CreateAsync(host);
        using var owner = site.Owner;
        using var response = await owner.GetAsync($"/api/v1/sites/{site.Site}/report.pdf{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task A_foreign_site_has_no_report_and_a_month_without_readings_says_so()
    {
        var (site, other) = (await BilledSite.CreateAsync(host), await BilledSite.CreateAsync(host));
        using var stranger = other.Owner;
        (await stranger.GetAsync($"/api/v1/sites/{site.Site}/report.pdf?month=2026-10")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var owner = site.Owner;
        TextOf(await owner.GetByteArrayAsync($"/api/v1/sites/{site.Site}/report.pdf?month=2026-09")).ShouldHaveSingleItem().ShouldContain("In diesem Monat wurde nichts gemessen.");
    }

    [Fact]
    public void What_the_grid_operator_did_stands_in_it()
    {
        var month = Month(stations: 2, restrictions:
        [
            new(Guid.CreateVersion7(), RestrictionKind.Command, Guid.CreateVersion7(), "Evening peak", At(20, 17), At(20, 19), new(22_080, 4_150, null, null), false, null, 4_200, null, false, null),
            new(Guid.CreateVersion7(), RestrictionKind.Ripple, null, null, At(21, 11), null, new(null, null, null, null), false, null, null, null, false, null),
        ]);

        var text = TextOf(MonthReportPdf.Render(month, new ReportTexts("en"))).ShouldHaveSingleItem();

        text.ShouldContain("20.10.2026 19:00 – 20.10.2026 21:00: load reduction (Evening peak), charging 22.1 kW before, 4.2 kW during");
        text.ShouldContain("21.10.2026 13:00 – goes on: ripple control, effect not measured");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(300)]
    public void Long_lists_go_over_pages_and_nothing_leaves_the_page(int stations)
    {
        var month = Month(stations, [.. Enumerable.Range(0, 150).Select(index => new RestrictionView(
            Guid.CreateVersion7(), RestrictionKind.Command, null, new string('W', 200), At(1 + (index % 28), 8), At(1 + (index % 28), 9), new(1, 1, null, null), false, 6, null, null, false, null))]);

        using var document = PdfDocument.Open(MonthReportPdf.Render(month, new ReportTexts("de")));

        document.NumberOfPages.ShouldBeGreaterThan(1);
        foreach (var page in document.GetPages())
        {
            page.Text.ShouldContain($"Seite {page.Number} von {document.NumberOfPages}");
            page.Letters.ShouldAllBe(letter => letter.BoundingBox.Left >= 0 && letter.BoundingBox.Right <= page.Width - Page.Points(19) && letter.BoundingBox.Bottom >= Page.Points(10));
        }

        document.GetPages().Last().Text.ShouldContain("und 50 weitere.");
        document.GetPages().Sum(page => page.GetWords().Count(word => word.Text.StartsWith("Ladestation-", StringComparison.Ordinal))).ShouldBe(stations);
    }

    [Fact]
    public void Every_language_has_every_text()
    {
        var resources = new ResourceManager(typeof(ReportTexts));
        string[] Keys(string culture) => [.. resources.GetResourceSet(CultureInfo.GetCultureInfo(culture), true, false)!.Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal)];
        var keys = Keys("");
        keys.Length.ShouldBeGreaterThan(20);
        foreach (var language in ISiteReports.Languages.Where(language => language != "de"))
            Keys(language).ShouldBe(keys, language);
    }

    private static DateTimeOffset At(int day, int hour) => new(2026, 10, day, hour, 0, 0, TimeSpan.Zero);

    private static SiteMonth Month(int stations, IReadOnlyList<RestrictionView> restrictions)
    {
        var span = MonthSpan.Of(BilledSite.October, Zurich);
        var day = new EnergyBin(span.From, 40_000, 1_000, 12_000, 22_000, 6_000, 29_000, 5_000, 0, 96, 3, 1, 4_000, At(1, 18));
        var totals = Enumerable.Range(0, stations).Select(index => new StationTotal(Guid.CreateVersion7(), $"Ladestation-{index} in der Tiefgarage mit einem Namen, der sehr lange ist und nie in die Spalte passt", 12_345, 678));
        var site = new SiteDetail(
            Guid.CreateVersion7(), "Sonnenhof 12, Zürich", "Sonnenhof 12, 8004 Zürich", "Europe/Zurich", null, null,
            new DesiredStateDocument(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>()), null, null);
        return new(site, span, new EnergyAccount(true, true, [day], day, [.. totals]), new Dictionary<Guid, int>(), restrictions, false, At(31, 23));
    }

    private static List<string> TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(page => string.Join(' ', page.GetWords().Select(word => word.Text)))];
    }
}
