using System.Net;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Clemap.Edge.LocalApi.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Clemap.Edge.BuildingInterface;

/// <summary>The building interface over HTTPS, with the certificate of the box. A server of its own, so that nothing else is reached through its port.</summary>
internal sealed class BuildingRestServer(
    EdgeConfiguration configuration, BuildingRest rest, LocalCertificate certificate, Alarms alarms, TimeProvider time, ILoggerFactory logs)
    : BackgroundService, IAsyncDisposable
{
    public const int LargestBody = 4096;

    private const int MostConnections = 32;

    private readonly ILogger log = logs.CreateLogger<BuildingRestServer>();
    private WebApplication? server;
    private Doorway? doorway;

    /// <summary>Where it listens, once it does.</summary>
    public int Port { get; private set; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Building is not { RestPort: { } port } building)
            return;
        doorway = new Doorway(Alarms.BuildingRestClosed, building.Address, port, opening => OpenAsync(building.Address, port, opening), alarms, time);
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

    private async Task OpenAsync(string address, int port, CancellationToken cancellation)
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
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(IPAddress.Parse(address), port, UseHttps);
        });
        server = builder.Build();
        server.Run(rest.ServeAsync);
        await server.StartAsync(cancellation);
        Port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        log.LogInformation(
            "Building managers are served at HTTPS port {Port}; the SHA-256 fingerprint of its certificate is {Fingerprint}", Port, certificate.Fingerprint);
    }

    // Asked for with each connection, so that a renewed certificate needs no restart.
    private void UseHttps(ListenOptions listener) =>
        listener.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificate.Current });
}
