using System.Text.Json.Serialization;

namespace Clemap.Contracts.DesiredState;

/// <summary>When a circuit or station may take less. All times are of the site's time zone; a window can only lower, and of several the lowest counts.</summary>
/// <param name="Weekly">Hours of each week.</param>
/// <param name="Exceptions">Dates on which, from midnight to midnight, other hours hold in place of the week's.</param>
public sealed record CalendarWish(IReadOnlyList<WeeklyWindow>? Weekly = null, IReadOnlyList<CalendarException>? Exceptions = null);

/// <param name="Days">On which it begins.</param>
/// <param name="From">Included, <c>HH:mm</c>.</param>
/// <param name="Until">Not included, <c>HH:mm</c>; at or before <paramref name="From"/> it is of the next day: 00:00 to 00:00 is a whole day.</param>
/// <param name="LimitA">A per phase; 0 is "locked".</param>
public sealed record WeeklyWindow(
    IReadOnlyList<Weekday> Days,
    [property: JsonConverter(typeof(ClockTimeJson))] TimeOnly From,
    [property: JsonConverter(typeof(ClockTimeJson))] TimeOnly Until,
    double LimitA);

/// <param name="From">First date, <c>yyyy-MM-dd</c>.</param>
/// <param name="Until">Last date, included.</param>
/// <param name="Windows">None: nothing is lowered on these dates.</param>
public sealed record CalendarException(DateOnly From, DateOnly Until, IReadOnlyList<DayWindow> Windows);

/// <param name="From">Included, <c>HH:mm</c>.</param>
/// <param name="Until">Not included, <c>HH:mm</c>; 00:00 is the midnight at the end.</param>
/// <param name="LimitA">A per phase; 0 is "locked".</param>
public sealed record DayWindow(
    [property: JsonConverter(typeof(ClockTimeJson))] TimeOnly From, [property: JsonConverter(typeof(ClockTimeJson))] TimeOnly Until, double LimitA);

/// <summary>When energy is cheap.</summary>
/// <param name="LowTariff">Outside of it stations of low priority wait. Empty: one price at all times, and nobody waits.</param>
public sealed record TariffWish(IReadOnlyList<TariffSpan> LowTariff);

/// <inheritdoc cref="WeeklyWindow"/>
public sealed record TariffSpan(
    IReadOnlyList<Weekday> Days,
    [property: JsonConverter(typeof(ClockTimeJson))] TimeOnly From,
    [property: JsonConverter(typeof(ClockTimeJson))] TimeOnly Until);

/// <summary>Numbered as <see cref="DayOfWeek"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Weekday>))]
public enum Weekday
{
    [JsonStringEnumMemberName("sunday")] Sunday,
    [JsonStringEnumMemberName("monday")] Monday,
    [JsonStringEnumMemberName("tuesday")] Tuesday,
    [JsonStringEnumMemberName("wednesday")] Wednesday,
    [JsonStringEnumMemberName("thursday")] Thursday,
    [JsonStringEnumMemberName("friday")] Friday,
    [JsonStringEnumMemberName("saturday")] Saturday,
}
