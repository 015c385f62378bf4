using System.Globalization;
using Clemap.Billing.Energy;
using Clemap.Billing.Reports;
using Clemap.Platform.Http;
using Clemap.Telemetry.Readings;
using Microsoft.AspNetCore.Http;

namespace Clemap.Portal.Downloads;

/// <summary>What the history of a site shows, as CSV, and its months on paper.</summary>
internal static class HistoryDownloads
{
    // Away from the ends of the calendar, beyond which there is nothing to count with.
    private const int FirstYear = 2000;
    private const int LastYear = 2099;
    private const string Csv = "text/csv; charset=utf-8";
    private static readonly TimeSpan LongestCurve = TimeSpan.FromDays(400);

    public static async Task<IResult> EnergyAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, ISiteEnergy energy, HttpContext context)
    {
        if (!IsInReach(from) || !IsInReach(to) || to < from || to.DayNumber - from.DayNumber > ISiteEnergy.MostDays)
            return Problems.Invalid("to", "out-of-range", $"From and to are days, at most {ISiteEnergy.MostDays} apart.");
        return Answer(await energy.CsvAsync(siteId, from, to, step, context.RequestAborted), Csv, "energy.csv", context);
    }

    public static async Task<IResult> CurveAsync(Guid siteId, Guid of, DateTimeOffset from, DateTimeOffset to, ISiteCurves curves, HttpContext context)
    {
        if (from.Year is < FirstYear or > LastYear || to <= from || to - from > LongestCurve)
            return Problems.Invalid("to", "out-of-range", "From and to are times, at most 400 days apart.");
        return Answer(await curves.CsvAsync(siteId, of, from, to, ISiteCurves.MostPoints, context.RequestAborted), Csv, "curve.csv", context);
    }

    /// <summary>In the language of the portal.</summary>
    /// <param name="month">Any day of it.</param>
    public static async Task<IResult> ReportAsync(Guid siteId, DateOnly month, ISiteReports reports, HttpContext context) => IsInReach(month)
        ? Answer(
            await reports.MonthPdfAsync(siteId, month, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, context.RequestAborted), "application/pdf",
            string.Create(CultureInfo.InvariantCulture, $"report-{month:yyyy-MM}.pdf"), context)
        : Problems.Invalid("month", "out-of-range", $"The month is of a year from {FirstYear} to {LastYear}.");

    private static bool IsInReach(DateOnly day) => day.Year is >= FirstYear and <= LastYear;

    private static IResult Answer(byte[]? content, string type, string name, HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        return content is null ? TypedResults.NotFound() : TypedResults.File(content, type, name);
    }
}
