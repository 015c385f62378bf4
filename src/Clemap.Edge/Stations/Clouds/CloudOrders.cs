namespace Clemap.Edge.Stations.Clouds;

/// <summary>How often a cloud is written to.</summary>
/// <param name="Raise">The shortest time before more is ordered; less goes out at once.</param>
/// <param name="Renew">An order that ends by itself is written again after so long; <see langword="null"/> for one that stays.</param>
internal sealed record CloudPace(TimeSpan Raise, TimeSpan? Renew = null);

/// <summary>
/// When an order goes to a cloud, and when it counts. A cloud says "accepted" before the station has heard anything: an order is confirmed when the
/// station itself shows it in a look that began afterwards.
/// </summary>
internal sealed class CloudOrders(CloudAccount account, CloudPace pace, TimeProvider time)
{
    /// <summary>Before a write that failed, or that the station does not show, is sent once more.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    private const double ToleranceA = 0.1;

    private int? sentA;
    private int sentGeneration;
    private long sentAt;
    private bool isProven;
    private (int LimitA, long At)? failed;

    /// <param name="wantedA">Whole amperes; 0 pauses.</param>
    /// <param name="shownA">What the station showed last; <see langword="null"/> when it did not say.</param>
    /// <param name="shownAt">When it was asked.</param>
    /// <param name="requests">That the write needs.</param>
    public async Task<OrderOutcome> BringAsync(
        int wantedA, int generation, double? shownA, long shownAt, int requests, Func<CancellationToken, Task> write, CancellationToken cancellation)
    {
        bool isKnown = sentA is not null && sentGeneration == generation;
        bool stands = isKnown && sentA == wantedA;
        double? newsA = isKnown && shownAt > sentAt ? shownA : null;
        if (newsA is { } a)
            isProven = a <= sentA + ToleranceA; // of a raise, too, that has not come through yet: it has no more than that
        // A station that shows less than is wanted has no more than that: the others need not wait until the raise may go out.
        var asItIs = isKnown && isProven && wantedA >= sentA ? OrderOutcome.Confirmed : stands ? OrderOutcome.Sent : OrderOutcome.Deferred;
        if (stands && !IsDue(newsA))
            return asItIs;

        bool isRaise = isKnown && (wantedA > sentA || (stands && isProven && !IsRenewal));
        bool mustWait = isRaise && time.GetElapsedTime(sentAt) < pace.Raise
            || failed is var (limitA, at) && wantedA >= limitA && time.GetElapsedTime(at) < Again;
        if (mustWait || !account.Gate.TryTake(isRaise ? CloudCall.Raise : CloudCall.Lower, requests))
            return asItIs;

        bool keepsProof = stands && isProven;
        sentA = null; // should it fail, nobody knows what the station has
        failed = (wantedA, time.GetTimestamp());
        await write(cancellation);
        (sentA, sentGeneration, sentAt, failed) = (wantedA, generation, time.GetTimestamp(), null);
        isProven = keepsProof;
        return isProven ? OrderOutcome.Confirmed : OrderOutcome.Sent;
    }

    private bool IsRenewal => time.GetElapsedTime(sentAt) >= pace.Renew;

    /// <summary>The order that stands must be written again.</summary>
    private bool IsDue(double? newsA)
    {
        var since = time.GetElapsedTime(sentAt);
        return IsRenewal || (!isProven && since >= Again) || (newsA < sentA - ToleranceA && since >= pace.Raise);
    }
}
