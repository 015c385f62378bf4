namespace Clemap.Edge.CloudLink;

/// <summary>
/// The time of the site. Before the cloud was heard it is the device's. After, it is what was observed last, carried on by the monotonic clock, and the device's clock counts as long as it is
/// within 30 s of that: readings get the right time even where no time server is reached, and a clock that somebody sets, or that jumps, changes nothing.
/// Timers and durations are monotonic either way.
/// </summary>
internal sealed class SiteClock(TimeProvider device) : TimeProvider
{
    /// <summary>Beyond this a device's clock is called wrong.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private (DateTimeOffset At, long Timestamp)? observed;
    private TimeSpan? offset;

    /// <summary>How far the device's clock is ahead of the cloud's; <see langword="null"/> while the cloud was never heard.</summary>
    public TimeSpan? Offset
    {
        get
        {
            lock (gate)
                return offset;
        }
    }

    /// <summary>Why the clock is wrong, in one sentence; <see langword="null"/> when it is right, or when nobody knows.</summary>
    public string? Problem => Offset is { } off && off.Duration() > Tolerance
        ? FormattableString.Invariant(
            $"The clock of this device is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} the cloud's; readings carry the cloud's time.")
        : null;

    public override TimeZoneInfo LocalTimeZone => device.LocalTimeZone;

    public override long TimestampFrequency => device.TimestampFrequency;

    /// <summary>The cloud said what time it is. Its header counts whole seconds.</summary>
    public void Observe(DateTimeOffset cloudTime)
    {
        lock (gate)
        {
            var (shown, timestamp) = (device.GetUtcNow(), device.GetTimestamp());
            offset = shown - cloudTime;
            if (offset.Value.Duration() <= Tolerance)
                observed = (shown, timestamp);
            else if (observed is null || (Carried(observed.Value) - cloudTime).Duration() > Tolerance)
                observed = (cloudTime, timestamp);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            var shown = device.GetUtcNow();
            if (observed is not { } known)
                return shown;
            var carried = Carried(known);
            return (shown - carried).Duration() <= Tolerance ? shown : carried;
        }
    }

    public override long GetTimestamp() => device.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        device.CreateTimer(callback, state, dueTime, period);

    private DateTimeOffset Carried((DateTimeOffset At, long Timestamp) known) => known.At + device.GetElapsedTime(known.Timestamp);
}
