using Clemap.Platform.Database;
using Clemap.Server.Postgres;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Clemap.Server.Health;

/// <param name="watch">Over the private PostgreSQL, where there is one.</param>
internal sealed class DatabaseCheck(DatabaseConnections connections, PostgresWatch? watch = null) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connections.App);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = 5 };
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException failure)
        {
            // The reason without the message of the driver, which may name hosts and users.
            return HealthCheckResult.Unhealthy(watch?.Trouble ?? "does not answer", failure);
        }
    }
}
