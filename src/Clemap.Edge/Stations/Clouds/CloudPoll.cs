using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>
/// What a cloud tells of a device, fetched beside the control cycle: nobody waits for a cloud but the very first look. What was fetched stands until
/// it is too old; then it is missing.
/// </summary>
/// <param name="requests">Of one look.</param>
/// <param name="every">At most so often; less often when many devices share the account.</param>
internal sealed class CloudPoll<TLook>(CloudAccount account, int requests, TimeSpan every, Func<CancellationToken, Task<TLook>> fetch, TimeProvider time)
    where TLook : class
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterWrite = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private Task running = Task.CompletedTask;
    // Written by the fetch while the cycle reads: each is replaced as a whole.
    private volatile Seen? latest;
    private volatile DeviceProblem? failure;
    private volatile Due? next;

    /// <summary>Between two looks.</summary>
    public TimeSpan Interval
    {
        get
        {
            var fair = TimeSpan.FromMinutes(account.Devices * requests / account.Gate.ReadsPerMinute);
            return fair > every ? fair : every;
        }
    }

    /// <summary>Older than this it says nothing any more.</summary>
    public TimeSpan Longest => (2 * Interval) + Slack;

    /// <returns>The last look, and the moment at which it was asked for.</returns>
    /// <exception cref="CloudCallException">There is none that still holds.</exception>
    public async Task<(TLook Look, long AskedAt)> ReadAsync(CancellationToken cancellation)
    {
        if (running.IsCompleted)
        {
            await running; // a fault of this program shows
            if (IsDue && account.Gate.TryTake(CloudCall.Read, requests))
                running = FetchAsync(cancellation);
        }
        if (latest is null)
            await running;
        return latest is { } seen && time.GetElapsedTime(seen.AskedAt) <= Longest
            ? (seen.Look, seen.AskedAt)
            : throw new CloudCallException(failure ?? new(
                ProblemCodes.CloudSilent, FormattableString.Invariant($"{account.Vendor.Name} has told nothing for {Longest.TotalSeconds:0} s."),
                account.Vendor.Name, FormattableString.Invariant($"{Longest.TotalSeconds:0}")));
    }

    /// <summary>The look that is under way; it never fails but by a fault of this program.</summary>
    public Task Running => running;

    /// <summary>Something was written: look soon whether it came through.</summary>
    public void Soon() => next = new Due(time.GetTimestamp(), AfterWrite);

    private bool IsDue => next is not { } due || time.GetElapsedTime(due.From) >= due.Wait;

    private async Task FetchAsync(CancellationToken cancellation)
    {
        long askedAt = time.GetTimestamp();
        next = new Due(askedAt, Interval);
        try
        {
            latest = new Seen(await fetch(cancellation), askedAt);
            failure = null;
        }
        catch (Exception wrong) when (DeviceFailure.Is(wrong))
        {
            failure = DeviceProblem.Of(wrong, account.Vendor.Name);
            next = new Due(time.GetTimestamp(), AfterFailure);
        }
    }

    private sealed record Seen(TLook Look, long AskedAt);

    private sealed record Due(long From, TimeSpan Wait);
}
