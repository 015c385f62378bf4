using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>What a cloud told of a station.</summary>
/// <param name="Sample">Its <see cref="StationSample.MeasuredBefore"/> is the age at the moment of the look.</param>
/// <param name="LimitA">The limit that the cloud shows, A per phase, 0 for a pause; <see langword="null"/> when it does not say.</param>
/// <param name="Away">Why the cloud itself does not reach the station.</param>
internal sealed record CloudLook(StationSample Sample, double? LimitA, DeviceProblem? Away = null);

/// <summary>
/// A station that is reached through its maker's cloud. It is looked at beside the control cycle, so that a cloud that hangs costs nobody else's time; one
/// of which nothing is known any more is planned at its maximum, unless its maker lets it fall back.
/// </summary>
internal abstract class CloudStation : IStation
{
    private const double LowestA = 6;

    private readonly CloudPoll<CloudLook> poll;
    private readonly CloudOrders orders;
    private bool isAway;
    private (double? LimitA, long AskedAt) shown;

    protected CloudStation(CloudAccount account, CloudPace pace, int requestsOfALook, TimeSpan every, TimeProvider time)
    {
        (Account, Time) = (account, time);
        poll = new CloudPoll<CloudLook>(account, requestsOfALook, every, LookAsync, time);
        orders = new CloudOrders(account, pace, time);
    }

    public int Generation { get; private set; } = 1;

    /// <summary>Whole amperes: a finer step would only cost more requests.</summary>
    public double? StepA => 1;

    public virtual TimeSpan? FallbackTime => null;

    public virtual double? OutsideLimitA => null;

    /// <summary>The look that is under way.</summary>
    internal Task Looking => poll.Running;

    protected CloudAccount Account { get; }

    protected TimeProvider Time { get; }

    public abstract Task PrepareAsync(CancellationToken cancellation);

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var (look, askedAt) = await poll.ReadAsync(cancellation);
            if (look.Away is { } away)
                throw new StationException(away);
            if (isAway)
                Generation++; // it may have restarted and forgotten its order
            isAway = false;
            shown = (look.LimitA, askedAt);
            return look.Sample with { At = Time.GetUtcNow(), MeasuredBefore = look.Sample.MeasuredBefore + Time.GetElapsedTime(askedAt) };
        }
        catch (Exception failure) when (DeviceFailure.Is(failure))
        {
            isAway = true;
            throw;
        }
    }

    public Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int wholeA = limitA < LowestA ? 0 : (int)Math.Floor(limitA + 1e-6);
        return orders.BringAsync(wholeA, Generation, shown.LimitA, shown.AskedAt, RequestsOf(wholeA), WriteAndLookAsync, cancellation);

        async Task WriteAndLookAsync(CancellationToken token)
        {
            poll.Soon(); // also when it fails: nobody knows then what the station has
            await WriteAsync(wholeA, token);
            poll.Soon();
        }
    }

    protected abstract Task<CloudLook> LookAsync(CancellationToken cancellation);

    /// <param name="wholeA">0 pauses.</param>
    protected abstract Task WriteAsync(int wholeA, CancellationToken cancellation);

    protected virtual int RequestsOf(int wholeA) => 1;

    /// <summary>Room for requests outside of looks and orders.</summary>
    /// <exception cref="CloudCallException">There is none now.</exception>
    protected void Take(int places)
    {
        if (!Account.Gate.TryTake(CloudCall.Read, places))
            throw new CloudCallException(new(
                ProblemCodes.RequestsUsedUp, $"The requests that {Account.Vendor.Name} takes in a minute are used up; it goes on soon.", Account.Vendor.Name));
    }
}
