using System.Net;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Clemap.Edge.BuildingInterface;

/// <summary>The building interface over HTTPS, with the certificate of the box. A server of its own, so that nothing else is reached through its port.</summary>
internal sealed class BuildingRestServer(
    EdgeConfiguration configuration, BuildingRest rest, LocalCertificate certificate, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    public const int LargestBody = 4096;

    private const int MostConnections = 32;

    private readonly ILogger log = logs.CreateLogger<BuildingRestServer>();
    private WebApplication? server;

    /// <summary>Where it listens, once it does.</summary>
    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Building is not { RestPort: { } port } building)
            return;
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
            kestrel.Listen(IPAddress.Parse(building.Address), port, UseHttps);
        });
        server = builder.Build();
        server.Run(rest.ServeAsync);
        await server.StartAsync(cancellationToken);
        Port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        log.LogInformation(
            "Building managers are served at HTTPS port {Port}; the SHA-256 fingerprint of its certificate is {Fingerprint}", Port, certificate.Fingerprint);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    // Asked for with each connection, so that a renewed certificate needs no restart.
    private void UseHttps(ListenOptions listener) =>
        listener.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificate.Current });
}
