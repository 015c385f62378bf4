namespace Clemap.Edge.Tests.CloudLink;

/// <summary>A clock that somebody can set; durations and timers do not notice, as on a real machine.</summary>
/// <param name="steady">What goes on below it: the machine's clock unless given.</param>
internal sealed class SteppingClock(TimeProvider? steady = null) : TimeProvider
{
    private readonly TimeProvider steady = steady ?? System;
    private long stepTicks;

    public TimeSpan Step
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref stepTicks));
        set => Interlocked.Exchange(ref stepTicks, value.Ticks);
    }

    public override long TimestampFrequency => steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Step;

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => steady.CreateTimer(callback, state, dueTime, period);
}
