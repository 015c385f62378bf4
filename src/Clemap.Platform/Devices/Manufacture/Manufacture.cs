using Clemap.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Platform.Devices.Manufacture;

internal sealed class Manufacture(DatabaseConnections connections, TimeProvider time) : IManufacture
{
    // Serial numbers that are known otherwise: their rows are not touched.
    private const string Changed =
        """
        with row as (select * from unnest($1, $2, $3, $4) as r (serial, order_number, public_key, code_hash))
        select row.serial, m.order_number <> row.order_number, m.public_key is distinct from row.public_key, m.one_time_code_hash <> row.code_hash
        from row join platform.manufactured_devices m on m.serial = row.serial
        where m.order_number <> row.order_number or m.public_key is distinct from row.public_key or m.one_time_code_hash <> row.code_hash
        """;

    private static readonly (int Index, string Column)[] Compared = [(1, "order_number"), (2, "public_key"), (3, "code")];

    private const string Add =
        """
        insert into platform.manufactured_devices (serial, order_number, public_key, one_time_code_hash, imported_at)
        select serial, order_number, public_key, code_hash, $5 from unnest($1, $2, $3, $4) as r (serial, order_number, public_key, code_hash)
        on conflict (serial) do nothing
        """;

    public async Task<ManufactureImport> ImportAsync(byte[] csv, CancellationToken cancellationToken)
    {
        var (rows, problems) = ManufactureCsv.Read(csv);
        if (problems.Count > 0)
            return new(0, 0, problems);
        await using var connection = new NpgsqlConnection(connections.Migrator);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Added first: of two imports at once the second waits here, and then compares with what the first one stored.
        await using var add = Command(Add, connection, rows);
        add.Parameters.Add(new() { Value = time.GetUtcNow() });
        var added = await add.ExecuteNonQueryAsync(cancellationToken);
        if (await ChangedAsync(connection, rows, cancellationToken) is { Count: > 0 } changed)
            return new(0, 0, changed);
        await transaction.CommitAsync(cancellationToken);
        return new(added, rows.Count - added, []);
    }

    private static async Task<List<ManufactureProblem>> ChangedAsync(NpgsqlConnection connection, IReadOnlyList<FactoryRow> rows, CancellationToken cancellationToken)
    {
        var lines = rows.ToDictionary(row => row.Serial, row => row.Line);
        var problems = new List<ManufactureProblem>();
        await using var find = Command(Changed, connection, rows);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var serial = reader.GetString(0);
            foreach (var (index, column) in Compared)
            {
                if (reader.GetBoolean(index))
                    problems.Add(new(lines[serial], column, "changed", $"'{serial}' is known with another value in this column."));
            }
        }

        return [.. problems.OrderBy(problem => problem.Line)];
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, IReadOnlyList<FactoryRow> rows) => new(sql, connection)
    {
        Parameters =
        {
            new() { Value = rows.Select(row => row.Serial).ToArray() },
            new() { Value = rows.Select(row => row.OrderNumber).ToArray() },
            new() { Value = rows.Select(row => row.PublicKeyJson).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            new() { Value = rows.Select(row => row.CodeHash).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
        },
    };
}
