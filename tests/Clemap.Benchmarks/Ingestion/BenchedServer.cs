using Clemap.Platform;
using Clemap.Platform.Database;
using Clemap.Telemetry;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>The server as its own program with its private PostgreSQL, and a look into that past its fences.</summary>
internal sealed class BenchedServer : IAsyncDisposable
{
    public const string DemoOwner = "owner@sonnenhof.example";
    public const string DemoPassword = "a-long-enough-password";

    public static readonly Guid DemoOrganisation = Guid.Parse("01900000-0000-7000-8000-000000000001");

    private readonly ServerProcess process = new(
        "--Clemap:Demo=true", $"--Clemap:DemoPassword={DemoPassword}", "--Clemap:DemoDeviceCode=DEMO-CODE-0001",
        "--Clemap:Limits:SignInsPerMinute=1000000", "--Clemap:Limits:AddressPerMinute=1000000", "--Clemap:Limits:TelemetryPerMinute=1000000", "--Clemap:Limits:CallerPerMinute=1000000");

    private ServiceProvider? platform;
    private NpgsqlDataSource? beyond;

    public Uri Address => process.Address;

    public DatabaseConnections Connections { get; private set; } = null!;

    /// <summary>Provisioning and reading, as the server itself does it.</summary>
    public IServiceProvider Platform => platform!;

    public static async Task<BenchedServer> StartAsync()
    {
        var server = new BenchedServer();
        await server.process.StartAsync(CancellationToken.None);
        server.Connections = await server.process.ConnectionsAsync(CancellationToken.None);
        server.platform = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(server.Connections).AddClemapPlatform().AddClemapTelemetry().BuildServiceProvider();
        server.beyond = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.Connections.Migrator) { Username = "postgres" });
        return server;
    }

    public ProcessorTime Processor() => ProcessorTime.Of(
        process.ProcessId, int.Parse(File.ReadLines(Path.Combine(process.Folder, "postgres", "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What the server (without PostgreSQL) holds in memory, MB.</summary>
    public double MemoryMB() => Math.Round(
        long.Parse(File.ReadLines($"/proc/{process.ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024.0,
        1);

    /// <summary>One value, seen past the fences.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = beyond!.CreateCommand(sql);
        command.CommandTimeout = 600;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (beyond is not null)
            await beyond.DisposeAsync();
        if (platform is not null)
            await platform.DisposeAsync();
        await process.DisposeAsync();
    }
}
