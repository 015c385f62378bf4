using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Energy;
using Clemap.Billing.Reports;
using Clemap.Contracts.GridCommands;
using Clemap.Platform.GridCommands;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>The rows of a month report: stations, then what the grid operator did.</summary>
internal sealed class MonthReportRows(SiteMonth month, ReportTexts texts)
{
    private const int MostRestrictions = 100;
    private const float SessionsRight = 120;
    private const float EnergyRight = 155;
    private static readonly Style Row = new(8.5f, false, Ink.Text);

    public IReadOnlyList<ReportRow> All() =>
    [
        new(7.5f, DrawStationHeader, KeepWithNext: true),
        .. month.Energy.Stations.Select(station => new ReportRow(5.2f, (page, y) => DrawStation(page, y, station, Row))),
        new(9, (page, y) => DrawStation(
            page, y + 0.4f, new StationTotal(Guid.Empty, texts["Sum"], month.Energy.Stations.Sum(station => station.EnergyWh), month.Energy.Stations.Sum(station => station.SolarWh)), Style.Strong)),
        new(6.5f, (page, y) => page.Text(texts["Restrictions"], MonthReportPage.Left, y, Style.Strong), KeepWithNext: true),
        .. Restrictions(),
    ];

    private void DrawStationHeader(Page page, float y)
    {
        page.Text(texts["Stations"], MonthReportPage.Left, y, Style.Strong);
        page.Text(texts["Sessions"], SessionsRight, y, Style.Label, Align.Right);
        page.Text(texts["Energy"] + ", kWh", EnergyRight, y, Style.Label, Align.Right);
        page.Text(texts["OfWhichSolar"], MonthReportPage.Right, y, Style.Label, Align.Right);
        page.Rule(MonthReportPage.Left, MonthReportPage.Right, y + 2, Ink.Text, 0.25f);
    }

    private void DrawStation(Page page, float y, StationTotal station, Style style)
    {
        var sessions = station.StationId == Guid.Empty ? month.Sessions.Values.Sum() : month.Sessions.GetValueOrDefault(station.StationId);
        page.Text(Fitting(station.Name, SessionsRight - MonthReportPage.Left - 14, style), MonthReportPage.Left, y, style);
        page.Text(InvoiceTexts.Count(sessions), SessionsRight, y, style, Align.Right);
        page.Text(InvoiceTexts.Kwh(station.EnergyWh), EnergyRight, y, style, Align.Right);
        page.Text(month.Energy is { HasGrid: true, HasProduction: true } ? InvoiceTexts.Kwh(station.SolarWh) : "–", MonthReportPage.Right, y, style, Align.Right);
        page.Rule(MonthReportPage.Left, MonthReportPage.Right, y + 1.6f, Ink.Line, 0.12f);
    }

    private IEnumerable<ReportRow> Restrictions()
    {
        if (month.Restrictions.Count == 0)
            return [new(5, (page, y) => page.Text(texts["Restrictions.None"], MonthReportPage.Left, y, Row))];
        var shown = month.Restrictions.Take(MostRestrictions).SelectMany(RowsOf);
        var more = month.Restrictions.Count - MostRestrictions;
        if (more <= 0 && !month.HasMoreRestrictions)
            return shown;
        var count = InvoiceTexts.Count(Math.Max(more, 0)) + (month.HasMoreRestrictions ? "+" : "");
        return [.. shown, new(5, (page, y) => page.Text(texts.Format("Restrictions.More", count), MonthReportPage.Left, y, Row))];
    }

    private IEnumerable<ReportRow> RowsOf(RestrictionView restriction)
    {
        var end = restriction.EndedAt is { } endedAt ? InvoiceTexts.DateTime(month.Span.Local(endedAt)) : texts["Restriction.GoesOn"];
        var by = texts[restriction.Kind == RestrictionKind.Ripple ? "By.ripple" : "By.command"] + (restriction.Reason is { Length: > 0 } reason ? $" ({reason})" : "");
        var effect = restriction.Effect is { ChargingBeforeW: { } beforeW, ChargingDuringW: { } duringW }
            ? texts.Format("Restriction.Effect", InvoiceTexts.Kilowatt(beforeW), InvoiceTexts.Kilowatt(duringW))
            : texts["Restriction.NoEffect"];
        var sentence = $"{texts.Format("Restriction", InvoiceTexts.DateTime(month.Span.Local(restriction.BeganAt)), end)}: {by}, {effect}";
        return Page.Wrap(sentence, MonthReportPage.Right - MonthReportPage.Left, Row).Select(line => new ReportRow(4.4f, (page, y) => page.Text(line, MonthReportPage.Left, y, Row)));
    }

    private static string Fitting(string text, float width, Style style)
    {
        if (Page.WidthOf(text, style) <= width)
            return text;
        var length = text.Length;
        while (length > 1 && Page.WidthOf(text[..length] + "…", style) > width)
            length--;
        return text[..length] + "…";
    }
}
