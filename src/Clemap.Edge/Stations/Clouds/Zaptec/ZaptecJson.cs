using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Clouds.Zaptec;

internal sealed record ZaptecToken(
    [property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("expires_in")] double? ExpiresIn);

internal sealed record ZaptecChargers(IReadOnlyList<ZaptecCharger>? Data);

/// <param name="DeviceId">The serial number on its label, <c>ZAP…</c>.</param>
internal sealed record ZaptecCharger(string? Id, string? DeviceId, string? InstallationId);

/// <summary>Currents that a controller of the installation may set for all its chargers together, A.</summary>
internal sealed record ZaptecInstallation(double? AvailableCurrentPhase1, double? AvailableCurrentPhase2, double? AvailableCurrentPhase3);

internal sealed record ZaptecObservation(int StateId, string? ValueAsString, string? Timestamp);

/// <param name="MaxChargeCurrent">A per phase.</param>
internal sealed record ZaptecLimit(double MaxChargeCurrent);

internal sealed record ZaptecOffline(double OfflineChargeCurrent);

/// <summary>Reads any spelling of a name, as the maker's answers differ in it; writes as the maker does.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ZaptecToken))]
[JsonSerializable(typeof(ZaptecChargers))]
[JsonSerializable(typeof(ZaptecInstallation))]
[JsonSerializable(typeof(IReadOnlyList<ZaptecObservation>))]
[JsonSerializable(typeof(ZaptecLimit))]
[JsonSerializable(typeof(ZaptecOffline))]
internal sealed partial class ZaptecJson : JsonSerializerContext;
