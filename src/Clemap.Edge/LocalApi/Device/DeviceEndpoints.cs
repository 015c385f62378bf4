using System.Net;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.Log;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi.Device;

/// <summary>The box itself: what it is, its clock, its log, its network.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevice(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/info", InfoAsync).For(LocalRole.Viewer);
        routes.MapGet("/api/log", (long? after, LogRing ring) => Results.Json(ring.After(after ?? 0), LogJson.Default.IReadOnlyListLogLine)).For(LocalRole.Viewer);
        routes.MapGet("/api/network", async (NetworkManager network, CancellationToken cancellation) =>
            Results.Json(await network.StateAsync(cancellation), DeviceJson.Default.NetworkState)).For(LocalRole.Viewer);
        routes.MapGet("/api/network/wifi/{card}", async (string card, NetworkManager network, CancellationToken cancellation) => NetworkRules.IsCard(card)
            ? Results.Json(await network.WifiAsync(card, cancellation), DeviceJson.Default.IReadOnlyListWifiNetwork)
            : Wrong("card")).For(LocalRole.Electrician);
        routes.MapPut("/api/network/lan", SetLanAsync).For(LocalRole.Electrician);
        routes.MapPut("/api/network/wifi", SetWifiAsync).For(LocalRole.Electrician);
    }

    private static async Task<IResult> InfoAsync(
        EdgeConfiguration configuration, LocalCertificate certificate, LinkState link, StartTime started, TimeProvider time, CancellationToken cancellation)
    {
        using var key = await DeviceKey.OfDeviceAsync(configuration.DataDir, cancellation);
        return Results.Json(
            new DeviceInfo(
                Software.Version, configuration.Serial, Dns.GetHostName(), time.GetElapsedTime(started.Timestamp).TotalSeconds, time.GetUtcNow(),
                await Clock.SourceAsync(cancellation), certificate.Fingerprint, key.Public.KeyId, link.Name),
            DeviceJson.Default.DeviceInfo);
    }

    private static async Task<IResult> SetLanAsync(HttpContext context, NetworkManager network, Journal journal, ILogger<NetworkManager> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, DeviceJson.Default.LanSettings);
        if (body is null)
            return wrong!;
        if (NetworkRules.Of(body) is { } field)
            return Wrong(field);
        log.LogInformation("{Who} sets {Card} to {Method} {Address}", Caller.Of(context).Name, body.Card, body.Method, body.Address);
        journal.AddOf(Caller.Of(context).Name, "network.lan", $"Set {body.Card} to {body.Method} {body.Address}.", body.Card, body.Method, body.Address ?? "");
        // Goes through whether or not the asker is still there: it may be the very cable that it came over.
        return Outcome(await network.SetLanAsync(body, CancellationToken.None));
    }

    private static async Task<IResult> SetWifiAsync(HttpContext context, NetworkManager network, Journal journal, ILogger<NetworkManager> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, DeviceJson.Default.WifiSettings);
        if (body is null)
            return wrong!;
        if (NetworkRules.Of(body) is { } field)
            return Wrong(field);
        log.LogInformation("{Who} joins {Card} to the wireless network {Ssid}", Caller.Of(context).Name, body.Card, body.Ssid);
        journal.AddOf(Caller.Of(context).Name, "network.wifi", $"Joined {body.Card} to the wireless network {body.Ssid}.", body.Card, body.Ssid);
        return Outcome(await network.SetWifiAsync(body, CancellationToken.None));
    }

    private static IResult Outcome(string? refusal) =>
        refusal is null ? Results.NoContent() : Problems.Of(StatusCodes.Status409Conflict, "network-refused", refusal);

    private static IResult Wrong(string field) => Problems.Of(StatusCodes.Status422UnprocessableEntity, "network-field-wrong", field);
}

/// <summary>When the process began, by the clock that never steps.</summary>
internal sealed record StartTime(long Timestamp);
