using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Physics;

/// <summary>
/// When a resident's car stands in the garage: home in the evening and away in the morning, other hours at the weekend. The last in the list
/// of a house is its caretaker, who comes by day.
/// </summary>
internal sealed class WeeklyHabits(SiteConfiguration site, Chance chance)
{
    private const int Stream = 500;
    private const int StreamsPerSpace = 10;

    private readonly TimeZoneInfo _timeZone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);

    /// <summary>Visits that begin at or after a time, without end, in order and without overlap.</summary>
    public IEnumerable<Visit> From(ChargingPoint point, long unixSeconds)
    {
        var model = ResidentCar.Of(point);
        var byDay = point.Index == site.Stations.Count - 1 && site.Stations.Count > 1;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), _timeZone).DateTime);
        for (; ; day = day.AddDays(1))
        {
            var visit = byDay ? Daytime(point, day, model) : Overnight(point, day, model);
            if (visit is not null && visit.ArrivesAt >= unixSeconds) yield return visit;
        }
    }

    private Visit? Overnight(ChargingPoint point, DateOnly day, CarModel model)
    {
        var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        if (Draw(point, 0, day, 0, 1) > (weekend ? 0.6 : 0.72)) return null;
        var arrives = weekend ? Draw(point, 1, day, 11.5, 20) : Draw(point, 1, day, 16.9, 20.4);
        var nextIsWeekend = day.AddDays(1).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var leaves = nextIsWeekend ? Draw(point, 2, day, 8.4, 11) : Draw(point, 2, day, 6.1, 8.4);
        return new Visit(At(day, arrives), At(day.AddDays(1), leaves), model, Draw(point, 3, day, 0.28, 0.66));
    }

    private Visit? Daytime(ChargingPoint point, DateOnly day, CarModel model)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || Draw(point, 0, day, 0, 1) > 0.6) return null;
        return new Visit(
            At(day, Draw(point, 1, day, 7.2, 9.5)), At(day, Draw(point, 2, day, 14.5, 17.2)), model, Draw(point, 3, day, 0.35, 0.7));
    }

    private double Draw(ChargingPoint point, int what, DateOnly day, double from, double to) =>
        chance.Between(Stream + StreamsPerSpace * point.Index + what, day.DayNumber, from, to);

    // All hours lie outside the night in which clocks change, so each exists once. People arrive on the ten-second grid.
    private long At(DateOnly day, double hours)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddSeconds(Math.Round(hours * 360) * 10);
        return new DateTimeOffset(local, _timeZone.GetUtcOffset(local)).ToUnixTimeSeconds();
    }
}
