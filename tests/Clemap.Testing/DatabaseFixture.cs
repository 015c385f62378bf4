using Clemap.Platform.Database;
using Clemap.Server.Postgres;
using Npgsql;
using Xunit;

namespace Clemap.Testing;

/// <summary>
/// A private PostgreSQL with the three roles and an empty database, one per fixture, in a temporary folder. Use it as a class, collection or
/// assembly fixture. It does not migrate: register the modules and call <see cref="MigrateAsync"/>.
/// </summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "clemap-" + Guid.CreateVersion7().ToString("N")[20..]);
    private PrivatePostgres? postgres;

    public DatabaseConnections Connections => (postgres ?? throw new InvalidOperationException("Not started.")).Connections;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        postgres = await PrivatePostgres.StartAsync(Path.Combine(folder, "pg"), CancellationToken.None);
    }

    /// <summary>Runs the migrations of every module registered in <paramref name="services"/>, in order.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var module in ((IEnumerable<IModuleMigration>)services.GetService(typeof(IEnumerable<IModuleMigration>))!).OrderBy(module => module.Order))
            await module.MigrateAsync(cancellationToken);
    }

    /// <summary>An open connection of one of the roles, for looking at the database as it is.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
            await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
