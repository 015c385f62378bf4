using System.Globalization;
using Clemap.Contracts.DesiredState;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Control;

/// <summary>Windows as a person says them: "Mon–Fri 22:00–06:00: 16 A".</summary>
internal static class WindowWords
{
    /// <summary>From Monday on, as weeks are drawn in Switzerland.</summary>
    public static IReadOnlyList<Weekday> Week { get; } =
        [Weekday.Monday, Weekday.Tuesday, Weekday.Wednesday, Weekday.Thursday, Weekday.Friday, Weekday.Saturday, Weekday.Sunday];

    public static string Of(WeeklyWindow window, IStringLocalizer<ControlTexts> text) =>
        text["Words.Window", $"{Days(window.Days)} {Hours(window.From, window.Until)}", Limit(window.LimitA, text)];

    public static string Of(TariffSpan span) => $"{Days(span.Days)} {Hours(span.From, span.Until)}";

    public static string Of(CalendarException exception, IStringLocalizer<ControlTexts> text)
    {
        var dates = exception.From == exception.Until ? Date(exception.From) : $"{Date(exception.From)}–{Date(exception.Until)}";
        var windows = exception.Windows.Select(window => text["Words.Window", Hours(window.From, window.Until), Limit(window.LimitA, text)].Value);
        return text["Words.Window", dates, exception.Windows.Count == 0 ? text["Words.NothingLowered"].Value : string.Join(", ", windows)];
    }

    public static string Day(Weekday day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)(int)day).TrimEnd('.');

    public static string FullDay(Weekday day) => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName((DayOfWeek)(int)day);

    // Three days or more in a row are told by the first and the last.
    private static string Days(IReadOnlyList<Weekday> days)
    {
        var runs = new List<List<Weekday>>();
        foreach (var day in Week.Where(days.Contains))
        {
            if (runs.Count > 0 && PlaceOf(runs[^1][^1]) + 1 == PlaceOf(day))
                runs[^1].Add(day);
            else
                runs.Add([day]);
        }

        return string.Join(", ", runs.Select(run => run.Count > 2 ? $"{Day(run[0])}–{Day(run[^1])}" : string.Join(", ", run.Select(Day))));
    }

    private static int PlaceOf(Weekday day) => ((int)day + 6) % 7;

    private static string Hours(TimeOnly from, TimeOnly until) => $"{CalendarDraft.Text(from)}–{(until == TimeOnly.MinValue ? "24:00" : CalendarDraft.Text(until))}";

    private static string Limit(double limitA, IStringLocalizer<ControlTexts> text) =>
        limitA == 0 ? text["Words.Locked"] : text["Words.Limit", SwissFormat.Limit(limitA)];

    private static string Date(DateOnly date) => date.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
}
