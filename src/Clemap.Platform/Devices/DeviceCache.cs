using System.Collections.Concurrent;

namespace Clemap.Platform.Devices;

/// <summary>What is asked for at each batch of each device. An entry lives 30 s, so that a suspended device is refused within a minute.</summary>
internal sealed class DeviceCache(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, Entry<DeviceIdentity>> identities = new();
    private readonly ConcurrentDictionary<(Guid Organisation, Guid Device), Entry<IReadOnlySet<Guid>>> sources = new();

    public Task<DeviceIdentity?> IdentityAsync(Guid deviceId, Func<Task<DeviceIdentity?>> load) => GetAsync(identities, deviceId, load);

    public async Task<IReadOnlySet<Guid>> SourcesAsync(Guid organisationId, Guid deviceId, Func<Task<IReadOnlySet<Guid>?>> load) =>
        await GetAsync(sources, (organisationId, deviceId), load) ?? new HashSet<Guid>();

    public void Clear()
    {
        identities.Clear();
        sources.Clear();
    }

    // What is not there is not remembered: a device may be enrolled, or report its site model, the next moment.
    private async Task<TValue?> GetAsync<TKey, TValue>(
        ConcurrentDictionary<TKey, Entry<TValue>> cache, TKey key, Func<Task<TValue?>> load)
        where TKey : notnull
        where TValue : class
    {
        if (cache.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Since) < Life)
            return entry.Value;
        var since = time.GetTimestamp();
        if (await load() is not { } value)
            return null;
        cache[key] = new(value, since);
        return value;
    }

    private sealed record Entry<TValue>(TValue Value, long Since);
}
