using Clemap.Platform.Database;
using Clemap.Server.Configuration;
using Npgsql;

namespace Clemap.Server.Database;

/// <summary>
/// Row-level security binds neither superusers nor roles with BYPASSRLS, and an owner can switch it off. The host refuses to start when a role that serves
/// requests is one of these, directly or through a role that it may take on.
/// </summary>
internal static class RoleCheck
{
    private const string Rights =
        """
        select rolname from pg_roles where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member') limit 1
        """;

    private const string Ownership =
        """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('platform', 'identity', 'telemetry', 'billing', 'hangfire') and c.relkind in ('r', 'p', 'v', 'm')
          and pg_has_role(current_user, c.relowner, 'member')
        limit 1
        """;

    /// <exception cref="SettingsException">A role has rights that break the isolation of organisations, or cannot log in.</exception>
    public static Task RunAsync(DatabaseConnections connections, CancellationToken cancellationToken) =>
        EachAsync(connections, Rights, role => $"the role '{role}' is not bound by row-level security (superuser or BYPASSRLS)", cancellationToken);

    /// <exception cref="SettingsException">A role owns a table.</exception>
    public static Task OwnsNothingAsync(DatabaseConnections connections, CancellationToken cancellationToken) =>
        EachAsync(connections, Ownership, table => $"its role owns {table}", cancellationToken);

    private static async Task EachAsync(DatabaseConnections connections, string query, Func<string, string> problem, CancellationToken cancellationToken)
    {
        foreach (var (name, connectionString) in new[] { ("App", connections.App), ("Ingest", connections.Ingest) })
        {
            if (await FirstAsync(name, connectionString, query, cancellationToken) is { } found)
                throw new SettingsException($"ConnectionStrings:{name} must be a plain role, but {problem(found)}.");
        }
    }

    private static async Task<string?> FirstAsync(string name, string connectionString, string query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(query, connection);
            return (string?)await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or ArgumentException)
        {
            throw new SettingsException($"ConnectionStrings:{name} does not reach a database: {failure.Message}", failure);
        }
    }
}
