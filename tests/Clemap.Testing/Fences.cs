using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Testing;

/// <summary>Takes the second fence away, so that a test can see what the first one holds by itself.</summary>
public static class Fences
{
    private const string Name = "careless_app";

    /// <summary>
    /// Opens every policy of the modules' tables to the app role, for connections of one name only: it stands for "row-level security is off".
    /// </summary>
    /// <returns>The connection string of that name.</returns>
    public static async Task<string> OpenAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        await using var connection = await DatabaseFixture.OpenAsync(connections.Migrator, cancellationToken);
        await RunAsync(connection, "select pg_advisory_lock(4711)", cancellationToken);
        // Table by table, and never long in the line for one: a test that holds a row and waits for somebody who would stand behind us would wait for ever.
        await RunAsync(connection, "set lock_timeout = '200ms'", cancellationToken);
        foreach (var step in await StepsAsync(connection, cancellationToken))
            await RunPatientlyAsync(connection, step, cancellationToken);
        await RunAsync(connection, "select pg_advisory_unlock(4711)", cancellationToken);
        return new NpgsqlConnectionStringBuilder(connections.App) { ApplicationName = Name }.ConnectionString;
    }

    private static async Task<List<string>> StepsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
             select format('drop policy if exists {Name} on %1$s; create policy {Name} on %1$s to clemap_app using (current_setting(''application_name'') = ''{Name}'')', c.oid::regclass)
             from pg_class c
             where c.relnamespace in (select oid from pg_namespace where nspname in ('platform', 'telemetry', 'billing'))
               and c.relkind in ('r', 'p') and not c.relispartition and c.relrowsecurity
             union all
             select format('alter policy %I on %I.%I using ((%s) or current_setting(''application_name'') = ''{Name}'')', policyname, schemaname, tablename, qual)
             from pg_policies
             where permissive = 'RESTRICTIVE' and qual is not null and qual not like '%{Name}%'
             """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var steps = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            steps.Add(reader.GetString(0));
        return steps;
    }

    private static async Task RunPatientlyAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await RunAsync(connection, sql, cancellationToken);
                return;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < 300)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 180 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
