using Clemap.Platform.Database;
using Clemap.Server.Configuration;
using Clemap.Server.Postgres;

namespace Clemap.Server.Database;

/// <summary>The database of this host: a private one that starts and stops with it, or somebody else's.</summary>
internal sealed class ServerDatabase : IAsyncDisposable
{
    private readonly PrivatePostgres? postgres;

    private ServerDatabase(DatabaseConnections connections, PrivatePostgres? postgres) => (Connections, this.postgres) = (connections, postgres);

    public DatabaseConnections Connections { get; }

    /// <summary>Keeps a private one running while the host does.</summary>
    public void AddWatch(IServiceCollection services)
    {
        if (postgres is null)
            return;
        services.AddSingleton(provider => new PostgresWatch(postgres, provider.GetRequiredService<ILogger<PostgresWatch>>()));
        services.AddHostedService(provider => provider.GetRequiredService<PostgresWatch>());
    }

    /// <exception cref="PrivatePostgresException">The private one cannot start.</exception>
    public static async Task<ServerDatabase> OpenAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Database is { } external)
            return new(external, null);
        var postgres = await PrivatePostgres.StartAsync(Path.Combine(settings.DataDir, "postgres"), cancellationToken);
        return new(postgres.Connections, postgres);
    }

    /// <summary>For a command: beside a server that may run, whose private PostgreSQL is used as it is and left running.</summary>
    /// <exception cref="PrivatePostgresException">The private one cannot start.</exception>
    public static async Task<ServerDatabase> OpenBesideAsync(ServerSettings settings, CancellationToken cancellationToken) =>
        settings.Database is null && await PrivatePostgres.FindRunningAsync(Path.Combine(settings.DataDir, "postgres"), cancellationToken) is { } running
            ? new(running, null)
            : await OpenAsync(settings, cancellationToken);

    public ValueTask DisposeAsync() => postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
}
