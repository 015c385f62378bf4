namespace Clemap.Platform.Database;

/// <summary>Brings one module's schema up to date. Each module registers one; the host runs them in <see cref="Order"/> as the migrator role.</summary>
public interface IModuleMigration
{
    /// <summary>Platform 0, Identity 10, Telemetry 20, Billing 30.</summary>
    int Order { get; }

    Task MigrateAsync(CancellationToken cancellationToken);
}
