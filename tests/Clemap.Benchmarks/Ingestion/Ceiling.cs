using System.Buffers.Binary;
using System.Diagnostics;
using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>
/// What the database takes at most: COPY of ready-made bytes to a temporary table and INSERT … ON CONFLICT from there into the product's own table, by the insert-only role, two
/// connections of ten thousand rows a transaction. No HTTP, no JSON, no rules, no marks, no pointers, no answers.
/// </summary>
internal static class Ceiling
{
    public const int RowsEach = 10_000;
    private const int Connections = 2;
    private const int Slots = 100;

    private const string Columns =
        "organisation_id, source_id, at, import_wh, export_wh, voltage_l1v, voltage_l2v, voltage_l3v, current_l1a, current_l2a, current_l3a, "
        + "active_l1w, active_l2w, active_l3w, reactive_var, apparent_va, power_factor";

    private const short ColumnCount = 17;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <returns>Rows a second.</returns>
    public static Task<double> MeasureAsync(DatabaseConnections connections, TimeSpan time) => FillAsync(connections, time, long.MaxValue, TimeProvider.System.GetUtcNow().AddDays(-3));

    /// <summary>Fills up to so many rows, or until the time is over.</summary>
    /// <param name="from">The rows are of the hours after it.</param>
    public static async Task<double> FillAsync(DatabaseConnections connections, TimeSpan time, long most, DateTimeOffset from)
    {
        var start = new DateTime(from.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, DateTimeKind.Utc);
        long stored = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            var organisation = Guid.CreateVersion7();
            var bytes = Rows(organisation, start, out var sources);
            await using var connection = new NpgsqlConnection(connections.Ingest + ";Pooling=false;Write Buffer Size=65536;Max Auto Prepare=10;Auto Prepare Min Usages=2");
            await connection.OpenAsync();
            await RunAsync(connection, $"select telemetry.ensure_partition('{start:yyyy-MM-dd}')");
            await RunAsync(connection, $"create temporary table filled on commit delete rows as select {Columns.Replace("organisation_id", "null::uuid organisation_id", StringComparison.Ordinal)} from (select null::uuid source_id, null::timestamptz at, null::bigint import_wh, null::bigint export_wh, "
                + string.Join(", ", Columns.Split(", ").Skip(5).Select(column => $"null::real {column}")) + ") nothing");
            while (watch.Elapsed < time && Interlocked.Read(ref stored) < most)
            {
                foreach (var place in sources)
                    Guid.CreateVersion7().TryWriteBytes(bytes.AsSpan(place, 16), bigEndian: true, out var _);
                Spread(bytes, sources);
                await using var transaction = await connection.BeginTransactionAsync();
                await RunAsync(connection, $"select set_config('app.organisation_id', '{organisation}', true)");
                await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy pg_temp.filled ({Columns}) from stdin (format binary)"))
                    await copy.WriteAsync(bytes);
                Interlocked.Add(ref stored, await RunAsync(connection, $"insert into telemetry.reading ({Columns}) select {Columns} from pg_temp.filled on conflict do nothing"));
                await transaction.CommitAsync();
            }
        })));
        return stored / watch.Elapsed.TotalSeconds;
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    // The first row of each source holds its id; the others of the source get the same.
    private static void Spread(byte[] bytes, List<int> sources)
    {
        var stride = (sources[1] - sources[0]) / Slots;
        foreach (var place in sources)
        {
            for (var slot = 1; slot < Slots; slot++)
                bytes.AsSpan(place, 16).CopyTo(bytes.AsSpan(place + (slot * stride), 16));
        }
    }

    private static byte[] Rows(Guid organisation, DateTime start, out List<int> sources)
    {
        var stream = new MemoryStream();
        sources = [];
        stream.Write("PGCOPY\n"u8);
        stream.Write([255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Span<byte> word = stackalloc byte[8];
        var random = new Random(1);
        for (var row = 0; row < RowsEach; row++)
        {
            BinaryPrimitives.WriteInt16BigEndian(word, ColumnCount);
            stream.Write(word[..2]);
            Field(stream, organisation.ToByteArray(bigEndian: true));
            if (row % Slots == 0)
                sources.Add((int)stream.Position + 4);
            Field(stream, new byte[16]);
            Number(stream, (start.AddSeconds(10 * (row % Slots)) - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);
            Number(stream, 12_345_678);
            Number(stream, 1_234);
            for (var value = 0; value < 12; value++)
            {
                BinaryPrimitives.WriteSingleBigEndian(word, 230 + random.NextSingle());
                Field(stream, word[..4]);
            }
        }

        BinaryPrimitives.WriteInt16BigEndian(word, -1);
        stream.Write(word[..2]);
        return stream.ToArray();
    }

    private static void Number(MemoryStream stream, long value)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(word, value);
        Field(stream, word);
    }

    private static void Field(MemoryStream stream, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        stream.Write(length);
        stream.Write(value);
    }
}
