using System.Collections.Concurrent;

namespace Clemap.Identity.Connect;

/// <summary>Remembers an answer of the database for 20 s, so that what is asked at each request costs no query each, and what was ended is refused within a minute on every node.</summary>
internal sealed class BriefMemory<TKey, TValue>(TimeProvider time)
    where TKey : notnull
{
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<TKey, Entry> entries = new();
    private long sweptAt = time.GetTimestamp();

    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> load)
    {
        if (entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Since) < Life)
            return entry.Value;
        var since = time.GetTimestamp();
        var value = await load();
        entries[key] = new(value, since);
        Sweep();
        return value;
    }

    /// <summary>On this node; others forget by themselves.</summary>
    public void Forget(TKey key) => entries.TryRemove(key, out _);

    private void Sweep()
    {
        if (time.GetElapsedTime(Interlocked.Read(ref sweptAt)) < Life)
            return;
        Interlocked.Exchange(ref sweptAt, time.GetTimestamp());
        foreach (var (key, entry) in entries)
        {
            if (time.GetElapsedTime(entry.Since) >= Life)
                entries.TryRemove(KeyValuePair.Create(key, entry));
        }
    }

    private sealed record Entry(TValue Value, long Since);
}
