using Clemap.Platform.Database;
using Hangfire;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clemap.Platform.Audit;

/// <summary>Once a day: takes away what is older than configured. It connects as the migrator, since the app role may not; run twice, the second finds nothing.</summary>
internal sealed partial class AuditPruning(DatabaseConnections connections, AuditSettings settings, TimeProvider time, ILogger<AuditPruning> log)
{
    public const string Name = "audit-pruning";

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connections.Migrator);
        await connection.OpenAsync(cancellationToken);
        await using var delete = new NpgsqlCommand("delete from platform.audit where at < $1", connection)
        {
            Parameters = { new() { Value = time.GetUtcNow().AddDays(-settings.Days) } },
            CommandTimeout = 600,
        };
        Pruned(log, await delete.ExecuteNonQueryAsync(cancellationToken), settings.Days);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} audit entries older than {Days} days are gone")]
    private static partial void Pruned(ILogger log, int count, int days);
}
