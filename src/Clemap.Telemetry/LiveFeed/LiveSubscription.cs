using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>What one subscriber has not taken yet: the newest row of each source of its organisation, however slow it is.</summary>
internal sealed class LiveSubscription : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim news = new(0, 1);
    private Dictionary<Guid, Reading> pending = [];
    private bool isClosed;

    public void Offer(IReadOnlyList<Reading> readings)
    {
        lock (gate)
        {
            // Whoever publishes may have found it a moment before it was taken off the list.
            if (isClosed)
                return;
            var wasEmpty = pending.Count == 0;
            foreach (var reading in readings)
            {
                if (!pending.TryGetValue(reading.SourceId, out var known) || known.At < reading.At)
                    pending[reading.SourceId] = reading;
            }

            if (wasEmpty && pending.Count > 0)
                news.Release();
        }
    }

    public async Task<IReadOnlyDictionary<Guid, Reading>> TakeAsync(CancellationToken cancellationToken)
    {
        await news.WaitAsync(cancellationToken);
        lock (gate)
        {
            var taken = pending;
            pending = [];
            return taken;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            news.Dispose();
        }
    }
}
