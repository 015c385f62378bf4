using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Clouds.Wallbox;

/// <summary>The older of its two sign-ins has the token at the top.</summary>
internal sealed record WallboxTokens(string? Jwt, WallboxTokenData? Data);

internal sealed record WallboxTokenData(WallboxTokenAttributes? Attributes);

internal sealed record WallboxTokenAttributes(string? Token);

/// <summary>Power in kW, energy in kWh; names are the maker's.</summary>
internal sealed record WallboxStatus
{
    [JsonPropertyName("status_id")] public int? StatusId { get; init; }
    [JsonPropertyName("charging_power")] public double? ChargingPower { get; init; }
    [JsonPropertyName("added_energy")] public double? AddedEnergy { get; init; }
    [JsonPropertyName("config_data")] public WallboxSettings? Settings { get; init; }
}

internal sealed record WallboxSettings([property: JsonPropertyName("max_charging_current")] double? MaxChargingCurrent);

internal sealed record WallboxLimit(int MaxChargingCurrent);

internal sealed record WallboxAction(int Action);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(WallboxTokens))]
[JsonSerializable(typeof(WallboxStatus))]
[JsonSerializable(typeof(WallboxLimit))]
[JsonSerializable(typeof(WallboxAction))]
internal sealed partial class WallboxJson : JsonSerializerContext;
