namespace Clemap.LoadControl.Availability;

/// <summary>The same hours on some days of each week, by the clock on the wall.</summary>
/// <param name="Days">On which it begins.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Not included; at or before <paramref name="From"/> it is of the next day, so that 00:00 to 00:00 is a whole day.</param>
public sealed record WeeklySpan(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly Until)
{
    private bool EndsNextDay => Until <= From;

    /// <param name="local">As the clock on the wall shows it.</param>
    public bool Holds(DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        return EndsNextDay
            ? (time >= From && Days.Contains(local.DayOfWeek)) || (time < Until && Days.Contains(local.AddDays(-1).DayOfWeek))
            : time >= From && time < Until && Days.Contains(local.DayOfWeek);
    }

    /// <summary>Each time it holds, as ticks from Sunday 00:00; one that goes on over Saturday's midnight is in two parts.</summary>
    internal IEnumerable<(long From, long Until)> InTheWeek()
    {
        foreach (var day in Days.Distinct())
        {
            var from = ((long)day * TimeSpan.TicksPerDay) + From.Ticks;
            var until = ((long)day * TimeSpan.TicksPerDay) + Until.Ticks + (EndsNextDay ? TimeSpan.TicksPerDay : 0);
            const long week = 7 * TimeSpan.TicksPerDay;
            yield return (from, Math.Min(until, week));
            if (until > week)
                yield return (0, until - week);
        }
    }
}
