using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Storage;

/// <summary>Sees to it that a day has its partition before a row of that day arrives: the default partition stays empty.</summary>
internal sealed class Partitions
{
    private readonly IngestDatabase database;
    private readonly ConcurrentDictionary<DateOnly, bool> known = new();

    public Partitions(IngestDatabase database)
    {
        this.database = database;
        // Behind a new connection may be a database of an older state.
        database.Connected += known.Clear;
    }

    public async Task EnsureAsync(IEnumerable<DateOnly> days, CancellationToken cancellationToken)
    {
        foreach (var day in days)
        {
            if (known.ContainsKey(day))
                continue;
            await using var connection = await database.OpenAsync(cancellationToken);
            // Each in its own transaction: to hold one table and wait for another makes a circle with whoever reads both.
            await ExecuteAsync(connection, "select telemetry.ensure_minute_partition($1)", day, cancellationToken);
            await ExecuteAsync(connection, "select telemetry.ensure_partition($1)", day, cancellationToken);
            known[day] = true;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = day, NpgsqlDbType = NpgsqlDbType.Date } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
