using Clemap.Platform.Database;
using Hangfire.PostgreSql;
using Npgsql;

namespace Clemap.Server.Jobs;

/// <summary>Hangfire's own tables, made by the migrator as everything else; the app role may only use them.</summary>
internal sealed class JobSchema(DatabaseConnections connections) : IModuleMigration
{
    public const string Name = "hangfire";

    public int Order => 40;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connections.Migrator);
        await connection.OpenAsync(cancellationToken);
        PostgreSqlObjectsInstaller.Install(connection, Name);
        await using var grant = new NpgsqlCommand(
            $"""
             grant usage on schema {Name} to {DatabaseConnections.AppRole};
             grant select, insert, update, delete on all tables in schema {Name} to {DatabaseConnections.AppRole};
             grant usage, select, update on all sequences in schema {Name} to {DatabaseConnections.AppRole};
             """,
            connection);
        await grant.ExecuteNonQueryAsync(cancellationToken);
    }
}
