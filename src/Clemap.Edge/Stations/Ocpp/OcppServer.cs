using System.Net;
using System.Net.WebSockets;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>
/// Where stations connect to: <c>ws://ADDRESS:PORT/ocpp/IDENTITY</c>. A server of its own, so that nothing else is reached through its port.
/// </summary>
/// <param name="listen">What the listener does below HTTP, such as TLS; <see langword="null"/> for plain.</param>
internal sealed class OcppServer(
    EdgeConfiguration configuration, ChargePoints devices, Alarms alarms, TimeProvider time, ILoggerFactory logs, Action<ListenOptions>? listen = null)
    : BackgroundService, IAsyncDisposable
{
    public const string Subprotocol = "ocpp1.6";

    private const int MostConnections = 256;

    private readonly ILogger log = logs.CreateLogger<OcppServer>();
    private WebApplication? server;
    private Doorway? doorway;

    /// <summary>Where it listens, once it does.</summary>
    public int Port { get; private set; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Ocpp is not { } ocpp)
            return;
        doorway = new Doorway(Alarms.OcppClosed, ocpp.Address, ocpp.Port, opening => OpenAsync(ocpp, opening), alarms, time);
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

    private async Task OpenAsync(OcppConfiguration ocpp, CancellationToken cancellation)
    {
        // One that could not listen cannot be started again.
        if (server is not null)
            await server.DisposeAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, WithinTheEdge>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(IPAddress.Parse(ocpp.Address), ocpp.Port, options =>
            {
                options.Protocols = HttpProtocols.Http1;
                listen?.Invoke(options);
            });
        });
        server = builder.Build();
        // A link that broke without a word is found out by pings.
        server.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        server.Run(ServeAsync);
        await server.StartAsync(cancellation);
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(address).Port;
        log.LogInformation("OCPP stations are awaited at port {Port}", Port);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (Identity(context.Request.Path) is not { } identity || devices.Find(identity) is not { } device)
        {
            log.LogWarning("{Address} asked for {Path}, which no station of this site has", context.Connection.RemoteIpAddress, context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (device.Configuration.Password is { } password && !BasicPassword.Fits(context.Request.Headers.Authorization, identity, password))
        {
            log.LogWarning("{Identity} came from {Address} without its password, or with a wrong one", identity, context.Connection.RemoteIpAddress);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"OCPP\"";
            return;
        }
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return;
        }
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            // OCPP-J 1.6 § 3.1.2: completed without a subprotocol, and closed.
            log.LogWarning("{Identity} does not offer {Subprotocol}", identity, Subprotocol);
            using var other = await context.WebSockets.AcceptWebSocketAsync();
            await other.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, $"{Subprotocol} only", context.RequestAborted);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await device.ServeAsync(socket, over.Token);
    }

    private static string? Identity(PathString path) =>
        path.StartsWithSegments("/ocpp", out var rest) && rest.Value is ['/', .. var identity] && !identity.Contains('/') ? identity : null;
}
