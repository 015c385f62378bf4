using Clemap.LoadControl.Availability;
using Clemap.LoadControl.Topology;
using CsCheck;

namespace Clemap.LoadControl.Tests.Availability;

/// <summary>What must hold of every calendar, also where the clock is changed.</summary>
public class AvailabilityProperties
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");
    private static readonly SiteTopology Site = Sites.Build([Sites.Root(40) with { HasMeter = true }], []);

    // Written down day by day in local times, each occurrence by itself.
    [Fact]
    public void What_holds_is_the_lowest_of_all_occurrences_that_hold() => Gen.Select(RandomCalendars.Any, RandomCalendars.Moment).Sample((calendar, at) =>
    {
        var local = TimeZoneInfo.ConvertTime(at, Zurich).DateTime;
        var limitsA = Occurrences(calendar, local).Where(occurrence => local >= occurrence.From && local < occurrence.Until).Select(occurrence => (double?)occurrence.LimitA);

        Limit(calendar, at).ShouldBe(limitsA.Min());
    }, iter: Effort.Of(5_000));

    [Fact]
    public void Another_window_never_raises_what_the_week_leaves() => Gen.Select(RandomCalendars.Any, RandomCalendars.Any, RandomCalendars.Moment).Sample((calendar, other, at) =>
    {
        var more = calendar with { Weekly = [.. calendar.Weekly, .. other.Weekly] };
        (Limit(more, at) ?? double.MaxValue).ShouldBeLessThanOrEqualTo(Limit(calendar, at) ?? double.MaxValue);
    }, iter: Effort.Of(2_000));

    [Fact]
    public void Who_does_not_know_the_time_leaves_no_more_than_who_does() => Gen.Select(RandomCalendars.Any, RandomCalendars.Moment).Sample((calendar, at) =>
        (Limit(calendar, null) ?? double.MaxValue).ShouldBeLessThanOrEqualTo(Limit(calendar, at) ?? double.MaxValue), iter: Effort.Of(2_000));

    [Fact]
    public void A_calendar_that_is_let_pass_never_leaves_more_than_the_fuse_and_is_never_said_twice() => Gen.Select(RandomCalendars.Any, RandomCalendars.Moment).Sample((calendar, at) =>
    {
        if (Check(calendar).Count > 0)
            return;
        var local = TimeZoneInfo.ConvertTime(at, Zurich).DateTime;
        (Limit(calendar, at) ?? 0).ShouldBeInRange(0, 40);
        Occurrences(calendar, local).Count(occurrence => local >= occurrence.From && local < occurrence.Until).ShouldBeLessThanOrEqualTo(1);
    }, iter: Effort.Of(5_000));

    [Fact]
    public void Spans_of_a_week_overlap_exactly_when_some_minute_has_two() => RandomCalendars.Spans.Sample(spans =>
    {
        var sunday = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Unspecified);
        var twice = Enumerable.Range(0, 7 * 96).Select(quarter => sunday.AddMinutes(15 * quarter)).Any(at => spans.Count(span => span.Holds(at)) > 1);

        WishRules.Check(Site, new() { LowTariff = spans, Zone = Zurich }).Select(refusal => refusal.Code).ToList()
            .ShouldBe(twice ? [WishRefusalCodes.Overlap] : []);
    }, iter: Effort.Of(2_000));

    private static double? Limit(Calendar calendar, DateTimeOffset? at) =>
        new AvailabilityPlan(Zurich, new Dictionary<Guid, Calendar> { [Sites.Grid] = calendar }, []).LimitsA(at) is { Count: 1 } limitsA ? limitsA[Sites.Grid] : null;

    private static IReadOnlyList<WishRefusal> Check(Calendar calendar) =>
        WishRules.Check(Site, new() { Calendars = new Dictionary<Guid, Calendar> { [Sites.Grid] = calendar }, Zone = Zurich });

    private static IEnumerable<(DateTime From, DateTime Until, double LimitA)> Occurrences(Calendar calendar, DateTime around)
    {
        for (var date = DateOnly.FromDateTime(around).AddDays(-1); date <= DateOnly.FromDateTime(around); date = date.AddDays(1))
        {
            var other = calendar.Exceptions.FirstOrDefault(exception => exception.From <= date && date <= exception.Until);
            foreach (var window in other?.Windows ?? [])
                yield return (date.ToDateTime(window.From), window.Until == default ? date.AddDays(1).ToDateTime(default) : date.ToDateTime(window.Until), window.LimitA);
            foreach (var window in calendar.Weekly.Where(window => window.Span.Days.Contains(date.DayOfWeek)))
            {
                var begins = date.ToDateTime(window.Span.From);
                var ends = window.Span.Until > window.Span.From ? date.ToDateTime(window.Span.Until) : date.AddDays(1).ToDateTime(window.Span.Until);
                var midnight = date.AddDays(1).ToDateTime(default);
                if (other is null)
                    yield return (begins, ends < midnight ? ends : midnight, window.LimitA);
                if (ends > midnight && !calendar.Exceptions.Any(exception => exception.From <= date.AddDays(1) && date.AddDays(1) <= exception.Until))
                    yield return (midnight, ends, window.LimitA);
            }
        }
    }
}
