namespace Clemap.Edge.Stations.Clouds;

/// <summary>Why a cloud is called; what is more urgent may use places that are kept from the others.</summary>
internal enum CloudCall
{
    /// <summary>Less current, or an order renewed before it ends.</summary>
    Lower,
    Raise,
    Read,
}

/// <summary>
/// The requests of one account, so that the maker's limit is never reached. There is no queue: who finds no place comes again in the next cycle. Reads
/// leave places for orders, and raises leave some for what goes down, so that an overload never waits for a look at a station.
/// </summary>
internal sealed class CloudGate(int requestsPerMinute, TimeProvider time)
{
    /// <summary>When a cloud that has enough does not say for how long.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>So many devices may ask in one second; the others ask in the next.</summary>
    private const int PerSecond = 5;

    private readonly Lock gate = new();
    private readonly Queue<long> recent = [];
    private long closedAt;
    private TimeSpan closedFor;

    /// <summary>So often reads may call, all devices of the account together.</summary>
    public double ReadsPerMinute { get; } = Share(requestsPerMinute, CloudCall.Read);

    /// <summary>How long the cloud still wants to be left alone.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (gate)
                return closedFor - time.GetElapsedTime(closedAt) is var rest && closedFor > TimeSpan.Zero && rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <param name="places">All the requests that belong together.</param>
    /// <returns>False when there is no room for them now.</returns>
    public bool TryTake(CloudCall call, int places = 1)
    {
        if (Pause > TimeSpan.Zero)
            return false;
        lock (gate)
        {
            while (recent.TryPeek(out long oldest) && time.GetElapsedTime(oldest) >= Window)
                recent.Dequeue();
            if (call != CloudCall.Lower && recent.Count(at => time.GetElapsedTime(at) < TimeSpan.FromSeconds(1)) + places > PerSecond)
                return false;
            if (recent.Count + places > Share(requestsPerMinute, call))
                return false;
            for (int i = 0; i < places; i++)
                recent.Enqueue(time.GetTimestamp());
            return true;
        }
    }

    /// <summary>The cloud has had enough.</summary>
    public void Close(TimeSpan? retryAfter)
    {
        lock (gate)
        {
            closedFor = TimeSpan.FromTicks(Math.Clamp((retryAfter ?? UsualPause).Ticks, TimeSpan.TicksPerSecond, LongestPause.Ticks));
            closedAt = time.GetTimestamp();
        }
    }

    private static int Share(int all, CloudCall call) => call switch
    {
        CloudCall.Lower => all,
        CloudCall.Raise => all * 8 / 10,
        _ => all * 6 / 10,
    };
}
