using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Ingestion;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// Writes the rows of many requests in one transaction. COPY is refused on a table with row-level security and knows no conflicts, so the rows go into a temporary table and from there,
/// with the marks of what a rollup is due for, into <c>telemetry.reading</c>.
/// </summary>
internal sealed class ReadingStore(IngestDatabase database, Partitions partitions, SourceStates states, ILogger<ReadingStore> logger)
{
    private const string DataException = "22";
    private const string IntegrityViolation = "23";

    /// <summary>Tells each batch what became of it. Never throws.</summary>
    /// <param name="group">Of any organisations.</param>
    public Task StoreAsync(List<PendingBatch> group) => StoreAsync(group, isAgain: false);

    private async Task StoreAsync(List<PendingBatch> group, bool isAgain)
    {
        // The same order in every transaction: two that hold the same rows wait for each other at most one way.
        group.Sort(static (one, other) => one.OrganisationId.CompareTo(other.OrganisationId) is not 0 and var organisation
            ? organisation
            : PendingBatch.ByKey(one.Rows[0], other.Rows[0]));
        try
        {
            // What it may refuse is not about the rows.
            await partitions.EnsureAsync(group.SelectMany(batch => Buckets.DaysOf(batch.Rows)).Distinct(), CancellationToken.None);
        }
        catch (Exception failure)
        {
            Fail(group, failure);
            return;
        }

        try
        {
            var stored = await CommitAsync(group);
            for (var index = 0; index < group.Count; index++)
                group[index].Succeeded(stored[index]);
        }
        catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected && !isAgain)
        {
            // Two devices sent each other's rows again, in another order. The other one is through now.
            await StoreAsync(group, isAgain: true);
        }
        catch (PostgresException refusal) when (IsAboutData(refusal))
        {
            await StoreApartAsync(group, refusal);
        }
        catch (Exception failure)
        {
            Fail(group, failure);
        }
    }

    private static void Fail(List<PendingBatch> group, Exception failure)
    {
        foreach (var batch in group)
            batch.Failed(failure);
    }

    /// <summary>What one row spoils is not spoilt for the others: first each request alone, then halves of the one that is left.</summary>
    private async Task StoreApartAsync(List<PendingBatch> group, PostgresException refusal)
    {
        if (group.Count > 1)
        {
            foreach (var batch in group)
                await StoreAsync([batch]);
            return;
        }

        var spoilt = group[0];
        if (spoilt.Rows.Count == 1)
        {
            logger.RowRefused(spoilt.Rows[0].SourceId, spoilt.Rows[0].At, refusal);
            spoilt.Succeeded(new StoredBatch(0, [], spoilt.Rows));
            return;
        }

        var half = spoilt.Rows.Count / 2;
        var first = new PendingBatch(spoilt.OrganisationId, spoilt.Rows[..half]);
        var second = new PendingBatch(spoilt.OrganisationId, spoilt.Rows[half..]);
        await StoreAsync([first]);
        await StoreAsync([second]);
        try
        {
            var (one, other) = (await first.Stored, await second.Stored);
            spoilt.Succeeded(new StoredBatch(one.Accepted + other.Accepted, NewestOf([.. one.Newest, .. other.Newest]), [.. one.Refused, .. other.Refused]));
        }
        catch (Exception failure)
        {
            // Half of it may be stored; the sender comes back with all of it, and that half counts as duplicates.
            spoilt.Failed(failure);
        }
    }

    private static List<Reading> NewestOf(List<Reading> rows)
    {
        rows.Sort(PendingBatch.ByKey);
        return Buckets.NewestOf(rows);
    }

    private static bool IsAboutData(PostgresException refusal) =>
        refusal.SqlState.StartsWith(DataException, StringComparison.Ordinal) || refusal.SqlState.StartsWith(IntegrityViolation, StringComparison.Ordinal);

    private async Task<StoredBatch[]> CommitAsync(List<PendingBatch> group)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var write = new GroupWrite(connection);
        await write.CopyAsync(group);
        var asked = TimeProvider.System.GetTimestamp();
        states.Learn(await write.EnterAsync(group), asked);
        var accepted = await write.InsertAsync(group);
        var touched = new TouchedSources(states);
        for (var index = 0; index < group.Count; index++)
        {
            if (accepted[index] > 0)
                touched.Add(index, group[index]);
        }

        await write.MarkAsync(touched.Marks);
        var pointers = await write.AdvanceAsync(touched.Unknown);
        await transaction.CommitAsync();
        touched.Remember(pointers);
        return [.. group.Select((_, index) => new StoredBatch(accepted[index], touched.NewestOf(index, pointers), []))];
    }
}
