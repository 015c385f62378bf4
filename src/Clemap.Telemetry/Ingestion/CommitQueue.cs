using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Storage;

namespace Clemap.Telemetry.Ingestion;

/// <summary>
/// Where requests wait for their commit, in two lanes with writers of their own: what was just measured comes in small batches, and is not held up by the history of devices that were
/// cut off, which comes in large ones.
/// </summary>
internal sealed class CommitQueue(ReadingStore store)
{
    private const int SmallBatch = 300;

    // More writers than these only wait for one another: the database's processor is the limit.
    private readonly CommitLane live = new(store, IngestDatabase.MostLiveWriters, mostRows: 10_000);
    private readonly CommitLane history = new(store, IngestDatabase.MostHistoryWriters, mostRows: 5_000);

    /// <summary>More waits than one writer takes at once. Whoever can wait should.</summary>
    public bool IsPressed => live.IsPressed || history.IsPressed;

    /// <summary>Ends when the rows are committed, or are known not to be.</summary>
    /// <remarks>It takes no cancellation: a sender that hangs up does not make room for another one while its rows are still here.</remarks>
    /// <param name="rows">In any order; it belongs to the queue from here on.</param>
    public Task<StoredBatch> StoreAsync(Guid organisationId, List<Reading> rows) =>
        rows.Count == 0 ? Task.FromResult(StoredBatch.Empty) : (rows.Count <= SmallBatch ? live : history).StoreAsync(organisationId, rows);
}
