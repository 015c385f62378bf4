using System.Globalization;
using Clemap.Contracts.DesiredState;
using Clemap.Portal.Culture;

namespace Clemap.Portal.Pages.Control;

/// <summary>A calendar while somebody edits it: any of it may be missing or wrong.</summary>
public sealed class CalendarDraft
{
    public List<WeeklyDraft> Weekly { get; } = [];

    public List<ExceptionDraft> Exceptions { get; } = [];

    public static CalendarDraft Of(CalendarWish? calendar)
    {
        var draft = new CalendarDraft();
        draft.Weekly.AddRange((calendar?.Weekly ?? []).Select(window => new WeeklyDraft(window.Days, window.From, window.Until, SwissFormat.Limit(window.LimitA))));
        draft.Exceptions.AddRange((calendar?.Exceptions ?? []).Select(ExceptionDraft.Of));
        return draft;
    }

    public static CalendarDraft Of(TariffWish? tariff)
    {
        var draft = new CalendarDraft();
        draft.Weekly.AddRange((tariff?.LowTariff ?? []).Select(span => new WeeklyDraft(span.Days, span.From, span.Until, "")));
        return draft;
    }

    /// <returns>What is written down, or <see langword="null"/> when something is missing or no number.</returns>
    public CalendarWish? Read()
    {
        var weekly = Weekly.ConvertAll(draft => draft.Read());
        var exceptions = Exceptions.ConvertAll(draft => draft.Read());
        return weekly.Contains(null) || exceptions.Contains(null) ? null : new(weekly!, exceptions!);
    }

    /// <summary>The same for a tariff, which has no limits.</summary>
    public TariffWish? ReadTariff()
    {
        var spans = Weekly.ConvertAll(draft => draft.ReadSpan());
        return spans.Contains(null) ? null : new(spans!);
    }

    internal static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    // A browser leaves the seconds out when they are zero.
    internal static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new(time.Hour, time.Minute) : null;
}

public sealed class WeeklyDraft(IEnumerable<Weekday> days, TimeOnly from, TimeOnly until, string limit)
{
    public HashSet<Weekday> Days { get; } = [.. days];

    public string From { get; set; } = CalendarDraft.Text(from);

    public string Until { get; set; } = CalendarDraft.Text(until);

    /// <summary>A per phase.</summary>
    public string Limit { get; set; } = limit;

    public WeeklyWindow? Read() =>
        ReadSpan() is { } span && SwissFormat.TryRead(Limit, out var limitA) ? new(span.Days, span.From, span.Until, limitA) : null;

    public TariffSpan? ReadSpan() =>
        Days.Count > 0 && CalendarDraft.Time(From) is { } from && CalendarDraft.Time(Until) is { } until ? new([.. Days.Order()], from, until) : null;
}

public sealed class ExceptionDraft
{
    public DateOnly? From { get; set; }

    public DateOnly? Until { get; set; }

    public List<DayDraft> Windows { get; } = [];

    public static ExceptionDraft Of(CalendarException exception)
    {
        var draft = new ExceptionDraft { From = exception.From, Until = exception.Until };
        draft.Windows.AddRange(exception.Windows.Select(window => new DayDraft(window.From, window.Until, SwissFormat.Limit(window.LimitA))));
        return draft;
    }

    public CalendarException? Read()
    {
        var windows = Windows.ConvertAll(draft => draft.Read());
        return From is { } from && Until is { } until && !windows.Contains(null) ? new(from, until, windows!) : null;
    }
}

public sealed class DayDraft(TimeOnly from, TimeOnly until, string limit)
{
    public string From { get; set; } = CalendarDraft.Text(from);

    public string Until { get; set; } = CalendarDraft.Text(until);

    /// <summary>A per phase.</summary>
    public string Limit { get; set; } = limit;

    public DayWindow? Read() =>
        CalendarDraft.Time(From) is { } from && CalendarDraft.Time(Until) is { } until && SwissFormat.TryRead(Limit, out var limitA) ? new(from, until, limitA) : null;
}
