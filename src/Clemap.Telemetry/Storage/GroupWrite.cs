using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Storage;

/// <summary>The statements of one transaction of the insert-only role. It may insert for the organisations that it has entered, and read nothing.</summary>
internal sealed class GroupWrite(NpgsqlConnection connection)
{
    private const string Enter = "select set_config('app.organisation_ids', $1, true), clock_timestamp()";

    private const string InsertAll =
        $"insert into telemetry.reading (organisation_id, {CopyBuffer.Columns}) select organisation_id, {CopyBuffer.Columns} from pg_temp.incoming on conflict do nothing";

    private const string InsertOne =
        $"insert into telemetry.reading (organisation_id, {CopyBuffer.Columns}) select organisation_id, {CopyBuffer.Columns} from pg_temp.incoming where batch = $1 on conflict do nothing";

    private const string Mark =
        """
        insert into telemetry.dirty_bucket (organisation_id, source_id, bucket, first_minute, last_minute)
        select * from unnest($1, $2, $3, $4, $5)
        """;

    /// <summary>Made once for each connection, emptied at each commit; without indexes.</summary>
    public const string Incoming =
        """
        create temporary table if not exists incoming (
            batch smallint, organisation_id uuid, source_id uuid, at timestamptz, import_wh bigint, export_wh bigint, session_id uuid,
            voltage_l1v real, voltage_l2v real, voltage_l3v real, current_l1a real, current_l2a real, current_l3a real,
            active_l1w real, active_l2w real, active_l3w real, reactive_var real, apparent_va real, power_factor real, limit_a real,
            state smallint, reason text) on commit delete rows
        """;

    public async Task CopyAsync(List<PendingBatch> group)
    {
        using var buffer = new CopyBuffer(group.Sum(batch => batch.Rows.Count));
        for (var index = 0; index < group.Count; index++)
        {
            foreach (var row in group[index].Rows)
                buffer.Add((short)index, group[index].OrganisationId, row);
        }

        await using var copy = await connection.BeginRawBinaryCopyAsync($"copy pg_temp.incoming (batch, organisation_id, {CopyBuffer.Columns}) from stdin (format binary)");
        await copy.WriteAsync(buffer.Finish());
    }

    /// <returns>The database's time, UTC.</returns>
    public async Task<DateTimeOffset> EnterAsync(List<PendingBatch> group)
    {
        await using var command = new NpgsqlCommand(Enter, connection);
        command.Parameters.Add(new() { Value = string.Join(',', group.Select(batch => batch.OrganisationId).Distinct()) });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new DateTimeOffset(reader.GetDateTime(1));
    }

    /// <returns>How many rows of each batch were not there before.</returns>
    public async Task<int[]> InsertAsync(List<PendingBatch> group)
    {
        await using var transaction = new NpgsqlBatch(connection);
        transaction.BatchCommands.Add(new NpgsqlBatchCommand("savepoint counted"));
        var insert = new NpgsqlBatchCommand(InsertAll);
        transaction.BatchCommands.Add(insert);
        await transaction.ExecuteNonQueryAsync();
        var sent = group.ConvertAll(batch => batch.Rows.Count);
        return insert.RecordsAffected == sent.Sum() ? [.. sent]
            : group.Count == 1 ? [insert.RecordsAffected]
            : await InsertOneByOneAsync(group);
    }

    /// <summary>Some rows were there: whose they are can only be counted batch by batch, since this role sees no row of the table.</summary>
    private async Task<int[]> InsertOneByOneAsync(List<PendingBatch> group)
    {
        await using var again = new NpgsqlBatch(connection);
        again.BatchCommands.Add(new NpgsqlBatchCommand("rollback to savepoint counted"));
        for (short index = 0; index < group.Count; index++)
            again.BatchCommands.Add(new NpgsqlBatchCommand(InsertOne) { Parameters = { new NpgsqlParameter<short> { TypedValue = index } } });
        await again.ExecuteNonQueryAsync();
        return [.. Enumerable.Range(0, group.Count).Select(index => again.BatchCommands[index + 1].RecordsAffected)];
    }

    public async Task MarkAsync(IReadOnlyDictionary<Bucket, Minutes> marks)
    {
        if (marks.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Mark, connection)
        {
            Parameters =
            {
                new() { Value = marks.Keys.Select(mark => mark.OrganisationId).ToArray() },
                new() { Value = marks.Keys.Select(mark => mark.SourceId).ToArray() },
                Times(marks.Keys.Select(mark => mark.Start)),
                new() { Value = marks.Values.Select(minutes => minutes.First).ToArray() },
                new() { Value = marks.Values.Select(minutes => minutes.Last).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Moves pointers forward, never back.</summary>
    /// <returns>Where they stand now.</returns>
    public async Task<Dictionary<(Guid Organisation, Guid Source), DateTimeOffset>> AdvanceAsync(
        IReadOnlyDictionary<(Guid Organisation, Guid Source), DateTimeOffset> newest)
    {
        var pointers = new Dictionary<(Guid, Guid), DateTimeOffset>();
        if (newest.Count == 0)
            return pointers;
        await using var command = new NpgsqlCommand("select organisation, source, pointer from telemetry.advance_latest($1, $2, $3)", connection)
        {
            Parameters =
            {
                new() { Value = newest.Keys.Select(key => key.Organisation).ToArray() },
                new() { Value = newest.Keys.Select(key => key.Source).ToArray() },
                Times(newest.Values),
            },
        };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            pointers[(reader.GetGuid(0), reader.GetGuid(1))] = new DateTimeOffset(reader.GetDateTime(2));
        return pointers;
    }

    private static NpgsqlParameter Times(IEnumerable<DateTimeOffset> times) =>
        new() { Value = times.Select(at => at.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
}
