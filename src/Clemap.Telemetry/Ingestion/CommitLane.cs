using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Storage;

namespace Clemap.Telemetry.Ingestion;

/// <summary>
/// Commits what many requests brought in few transactions: while one is written, the next gathers. Organisations take turns, so that one with thousands of rows waiting does not hold
/// up another with sixty.
/// </summary>
/// <param name="mostWriters">At once.</param>
/// <param name="mostRows">Of a transaction, but for its last batch.</param>
internal sealed class CommitLane(ReadingStore store, int mostWriters, int mostRows)
{
    private const int MostBatches = 200;
    private const int RowsOfATurn = 1_000;

    // A second writer is worth it when the first has a large transaction waiting: small ones cost more, and the next gathers while one is written.
    private const int RowsPerWriter = 3_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Queue<PendingBatch>> waiting = [];
    private readonly Queue<Guid> turns = new();
    private int writers;
    private int rowsWaiting;

    /// <summary>More waits than one writer takes at once. Whoever can wait should.</summary>
    public bool IsPressed
    {
        get
        {
            lock (gate)
                return rowsWaiting > RowsPerWriter;
        }
    }

    /// <summary>Ends when the rows are committed, or are known not to be.</summary>
    public Task<StoredBatch> StoreAsync(Guid organisationId, List<Reading> rows)
    {
        var batch = new PendingBatch(organisationId, rows);
        lock (gate)
        {
            if (!waiting.TryGetValue(organisationId, out var queue))
            {
                waiting[organisationId] = queue = new();
                turns.Enqueue(organisationId);
            }

            queue.Enqueue(batch);
            rowsWaiting += rows.Count;
            if (writers == 0 || (writers < mostWriters && rowsWaiting > writers * RowsPerWriter))
            {
                writers++;
                _ = Task.Run(WriteAsync);
            }
        }

        return batch.Stored;
    }

    private async Task WriteAsync()
    {
        while (TakeGroup() is { Count: > 0 } group)
            await store.StoreAsync(group);
    }

    // The last look and the farewell of a writer are one step: what comes later starts another one.
    private List<PendingBatch> TakeGroup()
    {
        var group = new List<PendingBatch>();
        lock (gate)
        {
            var rows = 0;
            while (rows < mostRows && group.Count < MostBatches && turns.TryDequeue(out var organisationId))
            {
                var queue = waiting[organisationId];
                for (var turn = 0; turn < RowsOfATurn && group.Count < MostBatches && queue.TryDequeue(out var batch);)
                {
                    group.Add(batch);
                    turn += batch.Rows.Count;
                    rows += batch.Rows.Count;
                }

                if (queue.Count > 0)
                    turns.Enqueue(organisationId);
                else
                    waiting.Remove(organisationId);
            }

            rowsWaiting -= rows;
            if (group.Count == 0)
                writers--;
        }

        return group;
    }
}
