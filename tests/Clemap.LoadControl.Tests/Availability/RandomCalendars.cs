using Clemap.LoadControl.Availability;
using CsCheck;

namespace Clemap.LoadControl.Tests.Availability;

/// <summary>Calendars around the two changes of the clock in 2026, sound or not.</summary>
internal static class RandomCalendars
{
    private static readonly Gen<TimeOnly> Time = Gen.Int[0, 95].Select(quarter => new TimeOnly(quarter / 4, quarter % 4 * 15));

    private static readonly Gen<WeeklySpan> Span = Gen.Select(Gen.Int[1, 127], Time, Time)
        .Select((days, from, until) => new WeeklySpan([.. Enum.GetValues<DayOfWeek>().Where(day => (days & (1 << (int)day)) != 0)], from, until));

    private static readonly Gen<WeeklyWindow> Window = Gen.Select(Span, Gen.Double[0, 40]).Select((span, limitA) => new WeeklyWindow(span, limitA));

    private static readonly Gen<DayWindow> OfADay = Gen.Select(Gen.Int[0, 94], Gen.Int[1, 96], Gen.Double[0, 40]).Select((from, length, limitA) =>
        new DayWindow(new(from / 4, from % 4 * 15), Math.Min(96, from + length) is var until && until == 96 ? new(0, 0) : new(until / 4, until % 4 * 15), limitA));

    private static readonly Gen<CalendarException> Exception = Gen.Select(Gen.Bool, Gen.Int[-3, 3], Gen.Int[0, 2], OfADay.Array[0, 3]).Select((spring, day, length, windows) =>
    {
        var from = (spring ? new DateOnly(2026, 3, 29) : new DateOnly(2026, 10, 25)).AddDays(day);
        return new CalendarException(from, from.AddDays(length), windows);
    });

    public static Gen<Calendar> Any { get; } = Gen.Select(Window.Array[0, 5], Exception.Array[0, 2]).Select((weekly, exceptions) => new Calendar(weekly, exceptions));

    public static Gen<WeeklySpan[]> Spans { get; } = Span.Array[0, 5];

    /// <summary>Within four days of one of the two changes of the clock.</summary>
    public static Gen<DateTimeOffset> Moment { get; } = Gen.Select(Gen.Bool, Gen.Int[-4 * 1440, 4 * 1440], Gen.Int[0, 59]).Select((spring, minutes, second) =>
        (spring ? new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero) : new DateTimeOffset(2026, 10, 25, 1, 0, 0, TimeSpan.Zero)).AddMinutes(minutes).AddSeconds(second));
}
