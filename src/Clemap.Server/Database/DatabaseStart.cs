using Clemap.Platform.Database;

namespace Clemap.Server.Database;

/// <summary>What happens to the database before the first request.</summary>
internal static class DatabaseStart
{
    /// <summary>Checks the roles, then brings every schema up to date. Two nodes that start at once take turns.</summary>
    public static async Task PrepareAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var connections = services.GetRequiredService<DatabaseConnections>();
        await RoleCheck.RunAsync(connections, cancellationToken);
        await using var turn = await MigrationTurn.TakeAsync(connections.Migrator, cancellationToken);
        foreach (var module in services.GetServices<IModuleMigration>().OrderBy(module => module.Order))
            await module.MigrateAsync(cancellationToken);
        await RoleCheck.OwnsNothingAsync(connections, cancellationToken);
    }
}
