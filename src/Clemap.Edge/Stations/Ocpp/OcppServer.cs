using System.Net.WebSockets;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>Where stations connect to: <c>ws://ADDRESS:PORT/ocpp/IDENTITY</c>.</summary>
/// <param name="listen">What the listener does below HTTP, such as TLS; <see langword="null"/> for plain.</param>
internal sealed class OcppServer(
    EdgeConfiguration configuration, ChargePoints devices, Alarms alarms, TimeProvider time, ILoggerFactory logs, Action<ListenOptions>? listen = null)
    : SideServer(alarms, time, logs)
{
    public const string Subprotocol = "ocpp1.6";

    private const int MostConnections = 256;

    private readonly ILogger log = logs.CreateLogger<OcppServer>();

    protected override (string Alarm, string Address, int Port)? Door =>
        configuration.Ocpp is { } ocpp ? (Alarms.OcppClosed, ocpp.Address, ocpp.Port) : null;

    protected override void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxConcurrentUpgradedConnections = MostConnections;
        limits.MaxRequestBodySize = 0;
    }

    protected override void Listen(ListenOptions listener)
    {
        listener.Protocols = HttpProtocols.Http1;
        listen?.Invoke(listener);
    }

    protected override void Serve(WebApplication app)
    {
        // A link that broke without a word is found out by pings.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.Run(ServeAsync);
    }

    protected override void Opened() => log.LogInformation("OCPP stations are awaited at port {Port}", Port);

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
