using System.Collections.Concurrent;
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
            await using var command = connection.CreateCommand();
            command.CommandText = "select telemetry.ensure_partition($1)";
            command.Parameters.Add(new() { Value = day, NpgsqlDbType = NpgsqlDbType.Date });
            await command.ExecuteNonQueryAsync(cancellationToken);
            known[day] = true;
        }
    }
}
