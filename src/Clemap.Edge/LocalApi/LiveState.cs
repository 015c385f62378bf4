namespace Clemap.Edge.LocalApi;

/// <summary>The last cycle, for whoever asks.</summary>
internal sealed class LiveState
{
    private LiveDocument? latest;

    public LiveDocument? Latest => Volatile.Read(ref latest);

    public void Publish(LiveDocument document) => Volatile.Write(ref latest, document);
}
