using Clemap.Contracts.DesiredState;
using Clemap.LoadControl.Availability;
using Calendar = Clemap.LoadControl.Availability.Calendar;

namespace Clemap.Platform.DesiredState;

/// <summary>The desired state in the words of load control.</summary>
internal static class WishesOf
{
    /// <param name="document">Without a gap, see <see cref="Wholeness"/>.</param>
    public static Wishes Document(DesiredStateDocument document) => new()
    {
        CircuitLimitsA = document.Circuits.ToDictionary(wish => wish.Key, wish => wish.Value.LimitA),
        StationLimitsA = document.Stations.ToDictionary(wish => wish.Key, wish => wish.Value.LimitA),
        Calendars = document.Calendars?.ToDictionary(wish => wish.Key, wish => Of(wish.Value)) ?? [],
        LowTariff = [.. document.Tariff?.LowTariff.Select(span => Span(span.Days, span.From, span.Until)) ?? []],
        Zone = document.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null,
        PeakCapW = document.Grid?.PeakCapW,
        FromSurplus = document.Mode == ControlMode.Surplus,
    };

    private static Calendar Of(CalendarWish wish) => new(
        [.. (wish.Weekly ?? []).Select(window => new LoadControl.Availability.WeeklyWindow(Span(window.Days, window.From, window.Until), window.LimitA))],
        [
            .. (wish.Exceptions ?? []).Select(exception => new LoadControl.Availability.CalendarException(
                exception.From, exception.Until,
                [.. exception.Windows.Select(window => new LoadControl.Availability.DayWindow(window.From, window.Until, window.LimitA))])),
        ]);

    private static WeeklySpan Span(IReadOnlyList<Weekday> days, TimeOnly from, TimeOnly until) => new([.. days.Select(day => (DayOfWeek)(int)day)], from, until);
}
