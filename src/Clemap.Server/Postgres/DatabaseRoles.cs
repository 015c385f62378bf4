using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Server.Postgres;

/// <summary>The role script of <c>infra/postgres/roles.sql</c>, which travels in this assembly.</summary>
internal static class DatabaseRoles
{
    public static async Task<string> ScriptAsync(CancellationToken cancellationToken)
    {
        await using var stream = typeof(DatabaseRoles).Assembly.GetManifestResourceStream("roles.sql")
            ?? throw new InvalidOperationException("roles.sql is not in the assembly.");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    public static async Task SetPasswordsAsync(NpgsqlConnection connection, string password, CancellationToken cancellationToken)
    {
        foreach (var role in new[] { DatabaseConnections.MigratorRole, DatabaseConnections.AppRole, DatabaseConnections.IngestRole })
        {
            // ALTER ROLE takes no parameters, so the server itself quotes them.
            await using var statement = new NpgsqlCommand("select format('alter role %I password %L', $1, $2)", connection)
            {
                Parameters = { new() { Value = role }, new() { Value = password } },
            };
            var sql = (string)(await statement.ExecuteScalarAsync(cancellationToken))!;
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
