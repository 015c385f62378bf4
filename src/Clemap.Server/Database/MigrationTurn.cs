using Npgsql;

namespace Clemap.Server.Database;

/// <summary>A lock in the database that lasts as long as its connection.</summary>
internal static class MigrationTurn
{
    private const long Key = 0x636C656D6170; // "clemap"

    public static async Task<IAsyncDisposable> TakeAsync(string migrator, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(migrator) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { Parameters = { new() { Value = Key } } };
            await take.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
