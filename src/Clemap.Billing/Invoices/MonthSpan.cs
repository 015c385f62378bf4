using Clemap.Platform.Sites;

namespace Clemap.Billing.Invoices;

/// <summary>A local month as a span of time. Its days have 92, 96 or 100 quarter hours.</summary>
/// <param name="From">Inclusive, UTC.</param>
/// <param name="To">Exclusive, UTC.</param>
internal sealed record MonthSpan(DateOnly Month, TimeZoneInfo Zone, DateTimeOffset From, DateTimeOffset To)
{
    public int Quarters => (int)((To - From).Ticks / TimeSpan.FromMinutes(15).Ticks);

    public DateOnly LastDay => Month.AddMonths(1).AddDays(-1);

    /// <param name="month">Any day of it.</param>
    public static MonthSpan Of(DateOnly month, TimeZoneInfo zone)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        return new MonthSpan(first, zone, LocalDays.StartOf(first, zone), LocalDays.StartOf(first.AddMonths(1), zone));
    }

    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    public IEnumerable<DateTimeOffset> Starts()
    {
        for (var start = From; start < To; start = start.AddMinutes(15))
            yield return start;
    }
}
