using Clemap.Contracts.Telemetry;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// Writes readings. COPY is refused on a table with row-level security and knows no conflicts, so the rows go into a temporary table and from there,
/// in one transaction with the marks of what a rollup is due for, into <c>telemetry.reading</c>.
/// </summary>
internal sealed class ReadingStore(IngestDatabase database, Partitions partitions)
{
    // Without indexes and emptied at each commit; it lives as long as the pooled connection.
    private const string Open =
        """
        select set_config('app.organisation_id', $1, true);
        create temporary table if not exists incoming (
            source_id uuid, at timestamptz, import_wh bigint, export_wh bigint, session_id uuid,
            voltage_l1v real, voltage_l2v real, voltage_l3v real, current_l1a real, current_l2a real, current_l3a real,
            active_l1w real, active_l2w real, active_l3w real, reactive_var real, apparent_va real, power_factor real, limit_a real,
            state smallint, reason text) on commit delete rows;
        """;

    private const string Insert =
        $"insert into telemetry.reading (organisation_id, {CopyBuffer.Columns}) select $1, {CopyBuffer.Columns} from pg_temp.incoming on conflict do nothing";

    private const string Mark =
        "insert into telemetry.dirty_bucket (organisation_id, source_id, bucket) select $1, source_id, bucket from unnest($2, $3) d(source_id, bucket)";

    public async Task<StoredBatch> StoreAsync(Guid organisationId, List<Reading> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return StoredBatch.Empty;

        // The same order in every transaction: two that hold the same rows wait for each other at most one way.
        rows.Sort(static (one, other) => one.SourceId.CompareTo(other.SourceId) is not 0 and var source ? source : one.At.CompareTo(other.At));
        await partitions.EnsureAsync(Buckets.DaysOf(rows), cancellationToken);

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PrepareAsync(connection, organisationId, cancellationToken);
        await CopyAsync(connection, rows, cancellationToken);
        var accepted = await InsertAsync(connection, organisationId, cancellationToken);
        List<Reading> newest = [];
        if (accepted > 0)
        {
            await MarkAsync(connection, organisationId, Buckets.DirtiedBy(rows), cancellationToken);
            newest = await AdvanceAsync(connection, Buckets.NewestOf(rows), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new StoredBatch(accepted, newest);
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, Guid organisationId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in Open.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        batch.BatchCommands[0].Parameters.Add(new() { Value = organisationId.ToString() });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, List<Reading> rows, CancellationToken cancellationToken)
    {
        using var buffer = new CopyBuffer(rows.Count);
        foreach (var row in rows)
            buffer.Add(row);
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy pg_temp.incoming ({CopyBuffer.Columns}) from stdin (format binary)", cancellationToken);
        await copy.WriteAsync(buffer.Finish(), cancellationToken);
    }

    private static async Task<int> InsertAsync(NpgsqlConnection connection, Guid organisationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection) { Parameters = { new() { Value = organisationId } } };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task MarkAsync(
        NpgsqlConnection connection, Guid organisationId, List<(Guid Source, DateTimeOffset Start)> buckets, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Mark, connection)
        {
            Parameters =
            {
                new() { Value = organisationId },
                new() { Value = buckets.ConvertAll(bucket => bucket.Source) },
                new() { Value = buckets.ConvertAll(bucket => bucket.Start), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>Those that are now the newest of their source. A late row is not among them.</returns>
    private static async Task<List<Reading>> AdvanceAsync(NpgsqlConnection connection, List<Reading> newest, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select telemetry.advance_latest($1, $2)", connection)
        {
            Parameters =
            {
                new() { Value = newest.ConvertAll(row => row.SourceId) },
                new()
                {
                    Value = newest.ConvertAll(row => row.At.ToUniversalTime()),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
            },
        };
        var moved = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            moved.Add(reader.GetGuid(0));
        return newest.FindAll(row => moved.Contains(row.SourceId));
    }
}

/// <param name="Accepted">Rows that were not there before.</param>
/// <param name="Newest">Rows that are the newest of their source.</param>
internal sealed record StoredBatch(int Accepted, IReadOnlyList<Reading> Newest)
{
    public static StoredBatch Empty { get; } = new(0, []);
}
