using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>When history may go after a cut: at a random time if there is much of it, and never more than half of the time; the cloud may ask for longer rests.</summary>
internal sealed class Backfill(ReadingStore readings, LinkTiming timing, TimeProvider time)
{
    private static readonly TimeSpan ShortCut = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    private long? failingSince;
    private (long From, TimeSpan Wait)? start;
    private (long From, TimeSpan Wait)? rest;

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
        return IsOver(start.Value) && (rest is not { } resting || IsOver(resting));
    }

    /// <summary>The cloud has no room for history, and perhaps said for how long.</summary>
    /// <returns>How long none goes.</returns>
    public TimeSpan Rest(CloudException full)
    {
        var wait = backoff.After(full);
        rest = (time.GetTimestamp(), wait);
        return wait;
    }

    /// <summary>After a batch of history that took so long.</summary>
    public Task PauseAsync(TimeSpan took, CancellationToken cancellation)
    {
        backoff.Reset();
        rest = null;
        return Task.Delay(took < LongestPause ? took : LongestPause, time, cancellation);
    }

    private bool IsOver((long From, TimeSpan Wait) pause) => time.GetElapsedTime(pause.From) >= pause.Wait;

    private TimeSpan RandomWait() => readings.Oldest() is { } oldest && time.GetUtcNow() - oldest > timing.OldBacklog
        ? timing.LongestRandomStart * Random.Shared.NextDouble()
        : TimeSpan.Zero;
}
