using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clemap.Edge.LocalApi;

/// <summary>A web server beside the local API, behind a <see cref="Doorway"/> of its own, so that nothing else is reached through its port.</summary>
internal abstract class SideServer(Alarms alarms, TimeProvider time, ILoggerFactory logs) : BackgroundService, IAsyncDisposable
{
    private WebApplication? server;
    private Doorway? doorway;

    /// <summary>Where it listens, once it does.</summary>
    public int Port { get; private set; }

    /// <summary>Where it is to listen, and the alarm while it cannot; <see langword="null"/> when the configuration wants none.</summary>
    protected abstract (string Alarm, string Address, int Port)? Door { get; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Door is not var (alarm, address, port))
            return;
        doorway = new Doorway(alarm, address, port, opening => OpenAsync(IPAddress.Parse(address), port, opening), alarms, time);
        await doorway.TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (server is not null)
            await server.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => doorway!.UntilOpenAsync(stoppingToken);

    /// <summary>Its bounds.</summary>
    protected abstract void Limit(KestrelServerLimits limits);

    /// <summary>What is done below HTTP.</summary>
    protected abstract void Listen(ListenOptions listener);

    /// <summary>What it answers.</summary>
    protected abstract void Serve(WebApplication app);

    /// <summary>It listens at <see cref="Port"/>.</summary>
    protected abstract void Opened();

    private async Task OpenAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        // One that could not listen cannot be started again.
        if (server is not null)
            await server.DisposeAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, WithinTheEdge>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            Limit(kestrel.Limits);
            kestrel.Listen(address, port, Listen);
        });
        server = builder.Build();
        Serve(server);
        await server.StartAsync(cancellation);
        Port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        Opened();
    }
}
