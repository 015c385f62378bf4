using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Empties the outbox. A row leaves it only by a 202 that covers it. A row that the cloud refuses is set aside with the reason; a batch that is
/// refused whole is halved until the row that spoils it is found.
/// </summary>
internal sealed class Sender(CloudClient cloud, ReadingStore readings, SessionStore sessions, TimeProvider time, ILogger log)
{
    private const int LargestBatch = 1000;
    private const int LargestSessionBatch = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Guid bootId = Guid.CreateVersion7();
    private long sequence;
    private int batchSize = LargestBatch;
    private int sessionBatchSize = LargestSessionBatch;
    private int sinceCleaning;

    public async Task SendReadingsAsync(CancellationToken cancellation)
    {
        if (readings.Next(batchSize) is not { Count: > 0 } waiting)
        {
            if (sinceCleaning++ % 100 == 0)
                readings.Prune();
            await readings.Filled.WaitAsync(LookEvery, time, cancellation);
            return;
        }
        try
        {
            var batch = new TelemetryBatch(bootId, ++sequence, time.GetUtcNow(), [.. waiting.Select(row => row.Reading)]);
            var answer = await cloud.SendAsync(batch, cancellation);
            var refused = answer.Rejected.Where(row => row.Index >= 0 && row.Index < waiting.Count).DistinctBy(row => row.Index)
                .ToDictionary(row => row.Index);
            readings.MarkSent(waiting.Where((_, index) => !refused.ContainsKey(index)));
            foreach (var (index, row) in refused)
                SetAside(waiting[index], row.Field is null ? row.Reason : $"{row.Reason}:{row.Field}");
            batchSize = LargestBatch;
        }
        catch (CloudException refusal) when (refusal.IsFinal)
        {
            batchSize = Math.Max(1, waiting.Count / 2);
            if (waiting.Count == 1)
                SetAside(waiting[0], refusal.Message);
        }
    }

    public async Task SendSessionsAsync(CancellationToken cancellation)
    {
        if (sessions.Waiting(sessionBatchSize) is not { Count: > 0 } waiting)
        {
            await Task.Delay(LookEvery, time, cancellation);
            return;
        }
        SessionAnswer answer;
        try
        {
            answer = await cloud.SendAsync(new SessionBatch(waiting), cancellation);
            sessionBatchSize = LargestSessionBatch;
        }
        catch (CloudException refusal) when (refusal.IsFinal)
        {
            sessionBatchSize = Math.Max(1, waiting.Count / 2);
            if (waiting.Count == 1)
                SetAside(waiting[0], refusal.Message);
            return;
        }
        var refused = answer.Rejected.Where(row => row.Index >= 0 && row.Index < waiting.Count).DistinctBy(row => row.Index)
            .ToDictionary(row => row.Index);
        sessions.MarkSent(waiting.Where((_, index) => !refused.ContainsKey(index)));
        foreach (var (index, row) in refused)
            SetAside(waiting[index], row.Field is null ? row.Reason : $"{row.Reason}:{row.Field}");
    }

    private void SetAside(ChargingSession session, string reason)
    {
        log.LogError("Session {Session} is refused and kept aside: {Reason}", session.SessionId, reason);
        sessions.SetAside(session, reason);
    }

    private void SetAside(WaitingReading row, string reason)
    {
        log.LogError("The reading of {Source} at {At:u} is refused and kept aside: {Reason}", row.Source, row.Reading.At, reason);
        readings.SetAside(row, reason);
    }
}
