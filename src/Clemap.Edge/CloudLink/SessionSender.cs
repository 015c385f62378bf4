using Clemap.Contracts.Sessions;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>Sends closed sessions, by the same rules as readings.</summary>
internal sealed class SessionSender(CloudClient cloud, SessionStore sessions, TimeProvider time, ILogger log)
{
    private const int LargestBatch = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private int batchSize = LargestBatch;

    public async Task SendAsync(CancellationToken cancellation)
    {
        if (sessions.Waiting(batchSize) is not { Count: > 0 } waiting)
        {
            await Task.Delay(LookEvery, time, cancellation);
            return;
        }
        SessionAnswer answer;
        try
        {
            answer = await cloud.SendAsync(new SessionBatch(waiting), cancellation);
        }
        catch (CloudException refusal) when (refusal.IsFinal)
        {
            batchSize = Math.Max(1, waiting.Count / 2);
            if (waiting.Count == 1)
                SetAside(waiting[0], refusal.Message);
            return;
        }
        if (answer.Accepted + answer.Duplicates + answer.Rejected.Count != waiting.Count)
            throw new IOException($"The cloud answered for {answer.Accepted + answer.Duplicates + answer.Rejected.Count} of {waiting.Count} sessions; all are kept.");
        batchSize = LargestBatch;
        var refused = answer.Rejected.Where(row => row.Index >= 0 && row.Index < waiting.Count).DistinctBy(row => row.Index)
            .ToDictionary(row => row.Index);
        sessions.MarkSent(waiting.Where((_, index) => !refused.ContainsKey(index)));
        foreach (var (index, row) in refused.Where(row => row.Value.Reason != Sender.InTheFuture))
            SetAside(waiting[index], row.Field is null ? row.Reason : $"{row.Reason}:{row.Field}");
        if (refused.Values.Any(row => row.Reason == Sender.InTheFuture))
            throw new IOException("A session was stamped by a clock that was ahead; it is kept until the cloud takes it.");
    }

    private void SetAside(ChargingSession session, string reason)
    {
        log.LogError("Session {Session} is refused and kept aside: {Reason}", session.SessionId, reason);
        sessions.SetAside(session, reason);
    }
}
