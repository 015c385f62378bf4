namespace Clemap.Edge.LocalApi;

/// <summary>The last cycle, for whoever asks.</summary>
internal sealed class LiveState(TimeProvider? time = null)
{
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private (LiveDocument Document, long At)? latest;
    private readonly Lock gate = new();

    public LiveDocument? Latest
    {
        get
        {
            lock (gate)
                return latest?.Document;
        }
    }

    /// <summary>Of the last cycle, by a clock that never steps.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (gate)
                return latest is var (_, at) ? time.GetElapsedTime(at) : null;
        }
    }

    public void Publish(LiveDocument document)
    {
        lock (gate)
            latest = (document, time.GetTimestamp());
    }
}
