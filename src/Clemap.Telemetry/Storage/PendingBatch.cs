using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Storage;

/// <summary>The good rows of one request on their way to the commit.</summary>
internal sealed class PendingBatch
{
    // The one who waits goes on elsewhere, and not in the middle of the writer's loop.
    private readonly TaskCompletionSource<StoredBatch> stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingBatch(Guid organisationId, List<Reading> rows)
    {
        (OrganisationId, Rows) = (organisationId, rows);
        Rows.Sort(ByKey);
    }

    public Guid OrganisationId { get; }

    /// <summary>In order of source and time; never empty.</summary>
    public List<Reading> Rows { get; }

    public Task<StoredBatch> Stored => stored.Task;

    public static int ByKey(Reading one, Reading other) =>
        one.SourceId.CompareTo(other.SourceId) is not 0 and var source ? source : one.At.CompareTo(other.At);

    public void Succeeded(StoredBatch result) => stored.SetResult(result);

    public void Failed(Exception failure) => stored.SetException(failure);
}

/// <param name="Accepted">Rows that were not there before.</param>
/// <param name="Newest">Rows that are the newest of their source.</param>
/// <param name="Refused">Rows that the database did not take, whatever the reason; the others of the batch are stored.</param>
internal sealed record StoredBatch(int Accepted, IReadOnlyList<Reading> Newest, IReadOnlyList<Reading> Refused)
{
    public static StoredBatch Empty { get; } = new(0, [], []);
}
