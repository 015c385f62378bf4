using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>When history may go after a cut: at a random time if there is much of it, and never more than half of the time.</summary>
internal sealed class Backfill(ReadingStore readings, LinkTiming timing, TimeProvider time)
{
    private static readonly TimeSpan ShortCut = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private long? failingSince;
    private (long From, TimeSpan Wait)? start;

    public void Failed() => failingSince ??= time.GetTimestamp();

    /// <summary>The cloud took something.</summary>
    public void Works()
    {
        if (failingSince is { } since && time.GetElapsedTime(since) > ShortCut)
            start = null;
        failingSince = null;
    }

    public bool MayGo()
    {
        start ??= (time.GetTimestamp(), RandomWait());
        return time.GetElapsedTime(start.Value.From) >= start.Value.Wait;
    }

    /// <summary>After a batch that took so long.</summary>
    public Task PauseAsync(TimeSpan took, CancellationToken cancellation) => Task.Delay(took < LongestPause ? took : LongestPause, time, cancellation);

    private TimeSpan RandomWait() => readings.Oldest() is { } oldest && time.GetUtcNow() - oldest > timing.OldBacklog
        ? timing.LongestRandomStart * Random.Shared.NextDouble()
        : TimeSpan.Zero;
}
