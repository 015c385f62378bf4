using System.Globalization;
using Clemap.Billing.Energy;
using Clemap.Platform.Sites;
using Clemap.Portal.Components.Charts;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.History;

/// <summary>What was used above the line, what was fed in below it, what the roof made as a line.</summary>
internal static class EnergyChart
{
    public static ChartData Of(EnergyAccount account, HistorySpan span, TimeZoneInfo zone, IStringLocalizer<HistoryTexts> text)
    {
        var starts = StartsOf(span, zone).ToList();
        var bins = account.Bins.ToDictionary(bin => bin.At);
        var of = starts.ConvertAll(bins.GetValueOrDefault);
        List<ChartSeries> series = [new(text["Charging"], "--green", Kilowatthours(of, bin => bin.ChargingWh))];
        if (account.HasGrid)
        {
            series.Add(new(text["House"], "--ink-soft", Kilowatthours(of, bin => bin.HouseWh)));
            if (account.HasProduction || account.Total.GridExportWh > 0)
                series.Add(new(text["FedIn"], "--blue", Kilowatthours(of, bin => -bin.GridExportWh)));
        }

        if (account.HasProduction)
            series.Add(new(text["Solar"], "--sun", Kilowatthours(of, bin => bin.ProductionWh), AsLine: true));
        return new ChartData(
            ChartKind.Bars, "kWh", 1, zone.Id, span.From(zone).ToUnixTimeMilliseconds(), span.To(zone).ToUnixTimeMilliseconds(),
            [.. starts.Select((start, at) => PointOf(start, of[at], account.HasProduction && account.HasGrid, span, zone, text))], series, []);
    }

    private static ChartPoint PointOf(DateTimeOffset start, EnergyBin? bin, bool hasShare, HistorySpan span, TimeZoneInfo zone, IStringLocalizer<HistoryTexts> text)
    {
        var local = TimeZoneInfo.ConvertTime(start, zone);
        var (label, title) = span.Step switch
        {
            EnergyStep.Hour => (local.ToString("HH", CultureInfo.InvariantCulture), $"{SwissFormat.Date(start, zone)}, {local:HH}:00 – {TimeZoneInfo.ConvertTime(start.AddHours(1), zone):HH}:00"),
            EnergyStep.Month => (local.ToString("MMM", CultureInfo.CurrentCulture), SwissFormat.Month(DateOnly.FromDateTime(local.DateTime))),
            _ when span.Width is SpanWidth.Week => (local.ToString("ddd d.", CultureInfo.CurrentCulture), SwissFormat.Date(start, zone)),
            _ => (local.ToString("%d", CultureInfo.InvariantCulture), SwissFormat.Date(start, zone)),
        };
        List<string> notes = [];
        if (hasShare && bin?.ChargingSolarShare is { } share)
            notes.Add(text["SolarShareOf", SwissFormat.Percent(share)]);
        if (bin?.Missing > 0)
            notes.Add(text["Incomplete"]);
        return new(start.ToUnixTimeMilliseconds(), label, title, notes.Count == 0 ? null : string.Join(' ', notes));
    }

    private static IEnumerable<DateTimeOffset> StartsOf(HistorySpan span, TimeZoneInfo zone)
    {
        if (span.Step is EnergyStep.Hour)
        {
            for (var (at, end) = (span.From(zone), span.To(zone)); at < end; at = at.AddHours(1))
                yield return at;
            yield break;
        }

        for (var day = span.First; day <= span.Last; day = span.Step is EnergyStep.Month ? day.AddMonths(1) : day.AddDays(1))
            yield return LocalDays.StartOf(day, zone);
    }

    private static List<double?> Kilowatthours(List<EnergyBin?> bins, Func<EnergyBin, long> energyWh) => bins.ConvertAll(bin => bin is null ? (double?)null : energyWh(bin) / 1000.0);
}
