using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Energy;
using Clemap.Billing.Reports;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>What stands on every page of a month report, and the sums and days of the first.</summary>
internal sealed class MonthReportPage(Page page, SiteMonth month, ReportTexts texts)
{
    public const float Left = InvoiceLetter.Left;
    public const float Right = InvoiceLetter.Right;
    public const float FirstRow = 190;
    public const float NextRow = 40;
    public const float Bottom = 274;
    private const float Width = Right - Left;

    private static readonly Style Number = new(15, true, Ink.Text);

    public Page Page => page;

    private EnergyBin Total => month.Energy.Total;

    public void DrawFrame(int index, int count)
    {
        if (index == 0)
            DrawFirst();
        else
            page.Text($"{texts["Report"]} {texts.MonthName(month.Span.Month)} · {month.Site.Name}", Left, 26, Style.Small);
        page.Text(texts.Format("Made", InvoiceTexts.DateTime(month.Span.Local(month.MadeAt)), month.Span.Zone.Id), Left, 285, Style.Label);
        page.Text(texts.Format("Page", index + 1, count), Right, 285, Style.Label, Align.Right);
    }

    private void DrawFirst()
    {
        page.Box(Left, 17.2f, 1.2f, 11.6f, Ink.Accent);
        var y = page.Paragraph(month.Site.Name, Left + 4, 21.4f, Width - 4, 5.4f, new Style(12.5f, true, Ink.Text));
        page.Text(month.Site.Address, Left + 4, Math.Min(y - 0.6f, 33), Style.Small);
        page.Text($"{texts["Report"]} {texts.MonthName(month.Span.Month)}", Left, 48, Style.Title);
        page.Rule(Left, Right, 54, Ink.Line);
        DrawFigures();
        var baseline = page.Paragraph(string.Join(' ', Sentences()), Left, 84, Width, 4.8f, Style.Body);
        page.Text(texts["Days"] + ", kWh", Left, baseline + 4, Style.Strong);
        new DaysChart(page, month, texts).Draw(baseline + 9, 176);
    }

    private void DrawFigures()
    {
        List<(string Label, long EnergyWh)> figures = [("Charging", Total.ChargingWh)];
        if (month.Energy.HasGrid)
            figures.AddRange([("House", Total.HouseWh), ("FromGrid", Total.GridImportWh)]);
        if (month.Energy.HasProduction)
            figures.Add(("Solar", Total.ProductionWh));
        if (month.Energy.HasGrid && (month.Energy.HasProduction || Total.GridExportWh > 0))
            figures.Add(("FedIn", Total.GridExportWh));
        for (var index = 0; index < figures.Count; index++)
        {
            var x = Left + (index * Width / 5);
            page.Text(texts[figures[index].Label], x, 62, Style.Label);
            var value = Total.Quarters == 0 ? "–" : InvoiceTexts.KwhShort(figures[index].EnergyWh);
            page.Text(value, x, 70, Number);
            page.Text("kWh", x + Page.WidthOf(value, Number) + 1, 70, Style.Small);
        }

        page.Rule(Left, Right, 76, Ink.Line);
    }

    private IEnumerable<string> Sentences()
    {
        if (Total.Quarters == 0)
        {
            yield return texts["Nothing"];
            yield break;
        }

        if (month.MadeAt < month.Span.To)
            yield return texts.Format("Provisional", InvoiceTexts.DateTime(month.Span.Local(month.MadeAt)));
        if (month.Energy is { HasGrid: true, HasProduction: true })
        {
            if (Total.ChargingSolarShare is { } share)
                yield return texts.Format("SolarShare", Math.Round(share * 100));
            if (Total.OwnUse is { } used)
                yield return texts.Format("OwnUse", Math.Round(used * 100));
        }

        if (Total is { PeakW: { } peakW, PeakAt: { } at })
            yield return texts.Format("Peak", InvoiceTexts.Kilowatt(peakW), InvoiceTexts.DateTime(month.Span.Local(at)));
        if (Total.Missing > 0)
            yield return texts.Format("Missing", InvoiceTexts.Count(Total.Missing));
        if (Total.Estimated > 0)
            yield return texts.Format("Estimated", InvoiceTexts.Count(Total.Estimated));
        if (Total is { Missing: 0, Estimated: 0 })
            yield return texts["Complete"];
    }
}
