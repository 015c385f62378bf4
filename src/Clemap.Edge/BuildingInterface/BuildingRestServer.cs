using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Clemap.Edge.LocalApi.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Clemap.Edge.BuildingInterface;

/// <summary>The building interface over HTTPS, with the certificate of the box.</summary>
internal sealed class BuildingRestServer(
    EdgeConfiguration configuration, BuildingRest rest, LocalCertificate certificate, Alarms alarms, TimeProvider time, ILoggerFactory logs)
    : SideServer(alarms, time, logs)
{
    public const int LargestBody = 4096;

    private const int MostConnections = 32;

    private readonly ILogger log = logs.CreateLogger<BuildingRestServer>();

    protected override (string Alarm, string Address, int Port)? Door =>
        configuration.Building is { RestPort: { } port } building ? (Alarms.BuildingRestClosed, building.Address, port) : null;

    protected override void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxRequestBodySize = LargestBody;
    }

    // Asked for with each connection, so that a renewed certificate needs no restart.
    protected override void Listen(ListenOptions listener) =>
        listener.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificate.Current });

    protected override void Serve(WebApplication app) => app.Run(rest.ServeAsync);

    protected override void Opened() => log.LogInformation(
        "Building managers are served at HTTPS port {Port}; the SHA-256 fingerprint of its certificate is {Fingerprint}", Port, certificate.Fingerprint);
}
