using Clemap.Billing.Energy;
using Clemap.Platform.Http;
using Clemap.Telemetry.Readings;
using Microsoft.AspNetCore.Http;

namespace Clemap.Portal.Downloads;

/// <summary>What a chart of the history shows, as CSV.</summary>
internal static class HistoryDownloads
{
    private static readonly TimeSpan LongestCurve = TimeSpan.FromDays(400);

    public static async Task<IResult> EnergyAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, ISiteEnergy energy, HttpContext context)
    {
        if (to < from || to.DayNumber - from.DayNumber > ISiteEnergy.MostDays)
            return Problems.Invalid("to", "out-of-range", $"From and to are days, at most {ISiteEnergy.MostDays} apart.");
        return Answer(await energy.CsvAsync(siteId, from, to, step, context.RequestAborted), "energy.csv", context);
    }

    public static async Task<IResult> CurveAsync(Guid siteId, Guid of, DateTimeOffset from, DateTimeOffset to, ISiteCurves curves, HttpContext context)
    {
        if (to <= from || to - from > LongestCurve)
            return Problems.Invalid("to", "out-of-range", "From and to are times, at most 400 days apart.");
        return Answer(await curves.CsvAsync(siteId, of, from, to, ISiteCurves.MostPoints, context.RequestAborted), "curve.csv", context);
    }

    private static IResult Answer(byte[]? csv, string name, HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        return csv is null ? TypedResults.NotFound() : TypedResults.File(csv, "text/csv; charset=utf-8", name);
    }
}
