using System.Collections.Concurrent;

namespace Clemap.Platform.Audit;

/// <summary>Lets the same thing be noted once in a while, on this node, so that nobody fills the audit by doing it again and again.</summary>
internal sealed class Seldom<TKey>(TimeSpan silence, TimeProvider time)
    where TKey : notnull
{
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<TKey, long> noted = new();

    /// <summary>True for the first, and again when the silence is over.</summary>
    public bool IsNews(TKey key)
    {
        if (noted.TryGetValue(key, out var since) && time.GetElapsedTime(since) < silence)
            return false;
        if (noted.Count >= MostRemembered)
            noted.Clear();
        noted[key] = time.GetTimestamp();
        return true;
    }
}
