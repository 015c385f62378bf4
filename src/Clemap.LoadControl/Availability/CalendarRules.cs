using Clemap.LoadControl.FailSafe;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Availability;

/// <summary>Whether a calendar can be read in one way only, and lowers what is there.</summary>
internal static class CalendarRules
{
    public static IEnumerable<WishRefusal> Check(SiteTopology topology, Guid subject, Calendar calendar)
    {
        var field = $"calendars.{subject}";
        if (topology.FindCircuit(subject) is null && topology.FindStation(subject) is null)
        {
            yield return new(LimitRefusalCodes.UnknownCircuit, subject, field, $"There is no circuit or station {subject} at this site.");
            yield break;
        }

        foreach (var refusal in CheckSpans([.. calendar.Weekly.Select(window => window.Span)], subject, $"{field}.weekly"))
            yield return refusal;
        foreach (var (i, window) in calendar.Weekly.Index())
        {
            if (CheckLimit(topology, subject, window.LimitA, $"{field}.weekly[{i}].limitA") is { } refusal)
                yield return refusal;
        }

        if (calendar.Exceptions.Count > WishRules.MostExceptions)
            yield return new(WishRefusalCodes.TooMany, subject, $"{field}.exceptions", $"A calendar has at most {WishRules.MostExceptions} exceptions.");
        foreach (var (i, exception) in calendar.Exceptions.Index())
        {
            foreach (var refusal in Check(topology, subject, exception, $"{field}.exceptions[{i}]"))
                yield return refusal;
        }

        if (Twice(calendar.Exceptions.Select((exception, i) => (i, (long)exception.From.DayNumber, exception.Until.DayNumber + 1L))) is { } twice)
            yield return new(WishRefusalCodes.Overlap, subject, $"{field}.exceptions[{twice}]", "Two exceptions are about the same date.");
    }

    /// <param name="spans">All of one list.</param>
    /// <param name="field">Of the list.</param>
    public static IEnumerable<WishRefusal> CheckSpans(IReadOnlyList<WeeklySpan> spans, Guid? subject, string field)
    {
        if (spans.Count > WishRules.MostWeekly)
        {
            yield return new(WishRefusalCodes.TooMany, subject, field, $"There are at most {WishRules.MostWeekly} windows in a week.");
            yield break;
        }

        foreach (var (i, span) in spans.Index())
        {
            if (span.Days.Count == 0)
                yield return new(WishRefusalCodes.NoDays, subject, $"{field}[{i}].days", "A window needs at least one day.");
            else if (!span.Days.All(Enum.IsDefined))
                yield return new(WishRefusalCodes.UnknownDay, subject, $"{field}[{i}].days", "A day is one of the seven of a week.");
            else if (span.Days.Distinct().Count() < span.Days.Count)
                yield return new(WishRefusalCodes.RepeatedDay, subject, $"{field}[{i}].days", "A window names a day twice.");
        }

        if (Twice(spans.SelectMany((span, i) => span.InTheWeek().Select(part => (i, part.From, part.Until)))) is { } twice)
            yield return new(WishRefusalCodes.Overlap, subject, $"{field}[{twice}]", "Two windows hold at the same time.");
    }

    private static IEnumerable<WishRefusal> Check(SiteTopology topology, Guid subject, CalendarException exception, string field)
    {
        if (exception.Until < exception.From)
            yield return new(WishRefusalCodes.EndsBeforeItBegins, subject, $"{field}.until", "An exception ends before it begins.");
        if (exception.Windows.Count > WishRules.MostInException)
            yield return new(WishRefusalCodes.TooMany, subject, $"{field}.windows", $"An exception has at most {WishRules.MostInException} windows.");
        foreach (var (i, window) in exception.Windows.Index())
        {
            if (window.EndTicks <= window.From.Ticks)
                yield return new(WishRefusalCodes.EndsBeforeItBegins, subject, $"{field}.windows[{i}].until", "A window of an exception ends on the day on which it begins.");
            if (CheckLimit(topology, subject, window.LimitA, $"{field}.windows[{i}].limitA") is { } refusal)
                yield return refusal;
        }

        if (Twice(exception.Windows.Select((window, i) => (i, window.From.Ticks, window.EndTicks))) is { } twice)
            yield return new(WishRefusalCodes.Overlap, subject, $"{field}.windows[{twice}]", "Two windows hold at the same time.");
    }

    private static WishRefusal? CheckLimit(SiteTopology topology, Guid subject, double limitA, string field) =>
        (topology.FindCircuit(subject) is not null ? LimitRules.CheckCircuit(topology, subject, limitA) : LimitRules.CheckStation(topology, subject, limitA)) is { } refusal
            ? new(refusal.Code, subject, field, refusal.Message)
            : null;

    /// <summary>Place of the first that begins before another is over; <see langword="null"/> when there is none.</summary>
    private static int? Twice(IEnumerable<(int Place, long From, long Until)> parts)
    {
        var latest = long.MinValue;
        foreach (var (place, from, until) in parts.Where(part => part.Until > part.From).OrderBy(part => part.From).ThenBy(part => part.Place))
        {
            if (from < latest)
                return place;
            latest = until;
        }

        return null;
    }
}
