using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Tests.Physics;

public sealed class WeeklyHabitsTests
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [Fact]
    public void On_weekdays_residents_come_home_in_the_evening_also_in_the_weeks_in_which_clocks_change()
    {
        foreach (var visit in Visits(place: 0, from: "2026-10-19T00:00:00Z", count: 200))
        {
            var arrives = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(visit.ArrivesAt), Zurich);
            if (arrives.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            arrives.TimeOfDay.TotalHours.ShouldBeInRange(16.8, 20.5);
            TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(visit.LeavesAt), Zurich).TimeOfDay.TotalHours.ShouldBeInRange(6, 11.1);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Visits_follow_each_other_on_the_ten_second_grid(int place)
    {
        var last = 0L;
        foreach (var visit in Visits(place, "2026-01-01T00:00:00Z", 300))
        {
            visit.ArrivesAt.ShouldBeGreaterThan(last);
            visit.LeavesAt.ShouldBeGreaterThan(visit.ArrivesAt);
            (visit.ArrivesAt % 10 + visit.LeavesAt % 10).ShouldBe(0);
            last = visit.LeavesAt;
        }
    }

    private static IEnumerable<Visit> Visits(int place, string from, int count)
    {
        var start = DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var point = new ChargingPoint(DemoSite.Configuration.Stations[place], place, new Chance(1), 10);
        return new WeeklyHabits(DemoSite.Configuration, new Chance(1)).From(point, start).Take(count);
    }
}
