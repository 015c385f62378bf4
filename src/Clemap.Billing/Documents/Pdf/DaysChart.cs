using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Energy;
using Clemap.Billing.Reports;
using Clemap.Platform.Sites;
using SkiaSharp;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>A bar for each day: charging below, the house on it, what was fed in below the line, and a mark at what the roof made.</summary>
internal sealed class DaysChart(Page page, SiteMonth month, ReportTexts texts)
{
    private const float AxisWidth = 12;
    private static readonly SKColor Blue = new(0x1F, 0x5A, 0x93);

    /// <param name="top">Of the chart with its legend, mm.</param>
    /// <param name="bottom">Baseline of the numbers of days, mm.</param>
    public void Draw(float top, float bottom)
    {
        DrawLegend(top + 2.5f);
        var days = month.Energy.Bins.ToDictionary(bin => bin.At);
        var most = month.Energy.Bins.Select(bin => Math.Max(bin.ConsumedWh, bin.ProductionWh) / 1000.0).DefaultIfEmpty().Max();
        var step = Nice(Math.Max(most, 1) / 4);
        var highest = Math.Ceiling(Math.Max(most, 1) / step) * step;
        var lowest = Nice(month.Energy.Bins.Select(bin => bin.GridExportWh / 1000.0).DefaultIfEmpty().Max());
        var (upper, lower) = (top + 9, bottom - 5);
        var perKwh = (lower - upper) / (float)(highest + lowest);
        var zero = upper + ((float)highest * perKwh);
        DrawGrid(zero, perKwh, step, highest, lowest);
        var width = (MonthReportPage.Right - MonthReportPage.Left - AxisWidth) / month.Span.LastDay.Day;
        for (var day = 1; day <= month.Span.LastDay.Day; day++)
        {
            var x = MonthReportPage.Left + AxisWidth + ((day - 1) * width);
            page.Text(day.ToString(System.Globalization.CultureInfo.InvariantCulture), x + (width * 0.8f), bottom, Style.Label, Align.Right);
            if (days.GetValueOrDefault(LocalDays.StartOf(new DateOnly(month.Span.Month.Year, month.Span.Month.Month, day), month.Span.Zone)) is { } bin)
                DrawDay(bin, x + (width * 0.15f), width * 0.7f, zero, perKwh);
        }
    }

    private void DrawDay(EnergyBin bin, float x, float width, float zero, float perKwh)
    {
        var (charging, house) = (bin.ChargingWh / 1000f * perKwh, bin.HouseWh / 1000f * perKwh);
        page.Box(x, zero - charging, width, charging, Ink.Accent);
        page.Box(x, zero - charging - house, width, house, Ink.Grid);
        page.Box(x, zero, width, bin.GridExportWh / 1000f * perKwh, Blue);
        if (month.Energy.HasProduction)
            page.Box(x - 0.5f, zero - (bin.ProductionWh / 1000f * perKwh) - 0.3f, width + 1, 0.6f, Ink.Sun);
    }

    private void DrawGrid(float zero, float perKwh, double step, double highest, double lowest)
    {
        for (var value = -Math.Floor(lowest / step) * step; value <= highest + 0.001; value += step)
        {
            var y = zero - ((float)value * perKwh);
            page.Rule(MonthReportPage.Left + AxisWidth, MonthReportPage.Right, y, Math.Abs(value) < 0.001 ? Ink.Muted : Ink.Line, 0.15f);
            page.Text(step >= 1 && step % 1 == 0 ? InvoiceTexts.Count((long)Math.Round(value)) : InvoiceTexts.KwhShort((long)Math.Round(value * 1000)), MonthReportPage.Left + AxisWidth - 2, y + 1, Style.Label, Align.Right);
        }
    }

    private void DrawLegend(float y)
    {
        List<(string Key, SKColor Colour)> legend = [("Charging", Ink.Accent)];
        if (month.Energy.HasGrid)
            legend.Add(("House", Ink.Grid));
        if (month.Energy.HasGrid && month.Energy.Total.GridExportWh > 0)
            legend.Add(("FedIn", Blue));
        if (month.Energy.HasProduction)
            legend.Add(("Solar", Ink.Sun));
        var x = MonthReportPage.Left;
        foreach (var (key, colour) in legend)
        {
            page.Box(x, y - 2, 4, key == "Solar" ? 0.6f : 2, colour);
            page.Text(texts[key], x + 5.5f, y, Style.Label);
            x += 5.5f + Page.WidthOf(texts[key], Style.Label) + 6;
        }
    }

    // The next of 1, 2, 2.5, 5 and their tenfolds; nothing stays nothing.
    private static double Nice(double value)
    {
        if (value <= 0)
            return 0;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 2.5, 5, 10 }.First(step => step * power >= value - 1e-9) * power;
    }
}
