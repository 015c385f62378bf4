using System.Globalization;
using Clemap.Billing.Energy;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;

namespace Clemap.Portal.Pages.History;

/// <summary>A local day, week, month or year that a person looks at, as it stands in the address of the page.</summary>
/// <param name="First">First day.</param>
internal sealed record HistorySpan(SpanWidth Width, DateOnly First)
{
    // Nothing was measured before, and the calendar ends somewhere.
    private const int FirstYear = 2000;
    private const int LastYear = 2099;

    public DateOnly Last => Width switch
    {
        SpanWidth.Day => First,
        SpanWidth.Week => First.AddDays(6),
        SpanWidth.Month => First.AddMonths(1).AddDays(-1),
        _ => First.AddYears(1).AddDays(-1),
    };

    public EnergyStep Step => Width switch
    {
        SpanWidth.Day => EnergyStep.Hour,
        SpanWidth.Year => EnergyStep.Month,
        _ => EnergyStep.Day,
    };

    public HistorySpan? Previous => Of(Width, First.AddDays(-1));

    public HistorySpan? Next => Of(Width, Last.AddDays(1));

    /// <summary>What the address says; what it does not say, or says wrongly, is today.</summary>
    public static HistorySpan Parse(string? width, string? day, DateOnly today) => Of(
        Enum.TryParse<SpanWidth>(width, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : SpanWidth.Day,
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) && parsed.Year is >= FirstYear and <= LastYear ? parsed : today)!;

    /// <param name="day">Any day of it.</param>
    /// <returns><see langword="null"/> beyond the years that can be asked for.</returns>
    public static HistorySpan? Of(SpanWidth width, DateOnly day) => day.Year is < FirstYear or > LastYear ? null : new(width, width switch
    {
        SpanWidth.Day => day,
        SpanWidth.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        SpanWidth.Month => new(day.Year, day.Month, 1),
        _ => new(day.Year, 1, 1),
    });

    public DateTimeOffset From(TimeZoneInfo zone) => LocalDays.StartOf(First, zone);

    public DateTimeOffset To(TimeZoneInfo zone) => LocalDays.StartOf(Last.AddDays(1), zone);

    public string Title => Width switch
    {
        SpanWidth.Day => First.ToString("dddd", CultureInfo.CurrentCulture) + ", " + Date(First),
        SpanWidth.Week => $"{Date(First)} – {Date(Last)}",
        SpanWidth.Month => SwissFormat.Month(First),
        _ => First.Year.ToString(CultureInfo.InvariantCulture),
    };

    private static string Date(DateOnly day) => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
}

internal enum SpanWidth
{
    Day,
    Week,
    Month,
    Year,
}
