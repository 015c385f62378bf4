using Clemap.Platform;
using Clemap.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Testing.Faults;

/// <summary>A server of its own that may be killed, with its private PostgreSQL, which may be killed too.</summary>
/// <param name="settings">More of them, as <c>--Key=value</c>.</param>
public sealed class FaultServer(params string[] settings) : IAsyncDisposable
{
    private const string Superuser = "postgres";

    private ServiceProvider? services;
    private string? connected;

    /// <summary>The program.</summary>
    public ServerProcess Process { get; } = new(
    [
        "--Clemap:Limits:SignInsPerMinute=1000000", "--Clemap:Limits:AddressPerMinute=1000000", "--Clemap:Limits:CallerPerMinute=1000000",
        "--Clemap:Limits:OrganisationPerMinute=1000000", "--Clemap:Limits:TelemetryPerMinute=1000000", .. settings,
    ]);

    /// <summary>Returns when it is ready, also after it was killed.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Process.StartAsync(cancellationToken);

    /// <summary>The product's own rooms on the server's database, for what has no endpoint.</summary>
    public async Task<IServiceProvider> ServicesAsync(CancellationToken cancellationToken)
    {
        var connections = await Process.ConnectionsAsync(cancellationToken);
        if (connected == connections.App)
            return services!;
        // Its port is another one after each start of the server.
        if (services is not null)
            await services.DisposeAsync();
        connected = connections.App;
        // Each connection is a new one: those of a pool would have been cut.
        var unpooled = connections with { App = new NpgsqlConnectionStringBuilder(connections.App) { Pooling = false }.ConnectionString };
        return services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(unpooled)
            .AddClemapPlatform().AddClemapTelemetry().BuildServiceProvider();
    }

    /// <summary>A connection that no fence holds back.</summary>
    public async Task<NpgsqlConnection> LookAsync(CancellationToken cancellationToken)
    {
        var text = new NpgsqlConnectionStringBuilder((await Process.ConnectionsAsync(cancellationToken)).Migrator)
        {
            Username = Superuser,
            Pooling = false,
            CommandTimeout = 120,
        };
        return await DatabaseFixture.OpenAsync(text.ConnectionString, cancellationToken);
    }

    /// <summary>One value, seen past the fences.</summary>
    public async Task<T> AskAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await LookAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
            await services.DisposeAsync();
        await Process.DisposeAsync();
    }
}
