using Clemap.Simulator.Scenarios.Loads;

namespace Clemap.Simulator.Scenarios.Faults;

/// <summary>A span of time, once or at the same hours of every day.</summary>
/// <param name="From">Seconds since the midnight before the start.</param>
/// <param name="Until">Exclusive.</param>
internal readonly record struct Window(long From, long Until, bool EveryDay)
{
    public static Window Of(TimeSpan from, TimeSpan until, bool everyDay) => new((long)from.TotalSeconds, (long)until.TotalSeconds, everyDay);

    /// <param name="sinceMidnight">Seconds since the midnight before the start.</param>
    public bool IsOn(long sinceMidnight)
    {
        var second = EveryDay ? sinceMidnight % LocalTime.DaySeconds : sinceMidnight;
        return second >= From && second < Until;
    }

    /// <summary>When it next begins or ends, later than a moment.</summary>
    public long EdgeAfter(long sinceMidnight)
    {
        var day = EveryDay ? sinceMidnight / LocalTime.DaySeconds * LocalTime.DaySeconds : 0;
        var second = sinceMidnight - day;
        if (second < From) return day + From;
        if (second < Until) return day + Until;
        return EveryDay ? day + LocalTime.DaySeconds + From : long.MaxValue;
    }
}
