namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>The clock on the wall. The difference to UTC is looked up once a quarter of an hour, the finest at which any zone changes.</summary>
internal sealed class LocalTime(TimeZoneInfo zone)
{
    public const int DaySeconds = 86_400;

    private const int QuarterHour = 900;

    private long _quarter = long.MinValue;
    private long _offsetSeconds;

    /// <summary>Seconds since 1970 as the clock on the wall counts them.</summary>
    public long Of(long unixSeconds)
    {
        var quarter = unixSeconds / QuarterHour;
        if (quarter != _quarter)
        {
            _quarter = quarter;
            _offsetSeconds = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(quarter * QuarterHour)).TotalSeconds;
        }

        return unixSeconds + _offsetSeconds;
    }

    /// <summary>The moment at which the clock shows a local time; a time that is skipped in spring is the one an hour later.</summary>
    public long ToUnix(long localSeconds)
    {
        var local = DateTime.UnixEpoch.AddSeconds(localSeconds);
        return localSeconds - (long)zone.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified)).TotalSeconds;
    }

    public static bool IsWeekend(long localSeconds) => (localSeconds / DaySeconds + 4) % 7 is 0 or 6;
}
