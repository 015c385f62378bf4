namespace Clemap.Edge.Tests.CloudLink;

/// <summary>The machine's clock, which somebody can set; durations and timers do not notice, as on a real machine.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long stepTicks;

    public TimeSpan Step
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref stepTicks));
        set => Interlocked.Exchange(ref stepTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Step;
}
