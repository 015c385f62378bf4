using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Clouds.Easee;

internal sealed record EaseeLogin(string UserName, string Password);

internal sealed record EaseeTokens(string? AccessToken, double? ExpiresIn);

internal sealed record EaseeCharger(string? Id);

internal sealed record EaseeSite(long Id, IReadOnlyList<EaseeCircuit>? Circuits);

internal sealed record EaseeCircuit(long Id, IReadOnlyList<EaseeCharger>? Chargers);

/// <param name="TimeToLive">Minutes.</param>
internal sealed record EaseeCircuitCurrent(double Phase1, double Phase2, double Phase3, int TimeToLive);

internal sealed record EaseeOffline(double OfflineMaxCircuitCurrentP1, double OfflineMaxCircuitCurrentP2, double OfflineMaxCircuitCurrentP3);

internal sealed record EaseeDynamic(double DynamicChargerCurrent);

/// <summary>State of a charger, shortened; names are the maker's. Currents in A, power in kW, energy in kWh.</summary>
internal sealed record EaseeState
{
    public int? ChargerOpMode { get; init; }
    public bool? IsOnline { get; init; }

    /// <summary>When the charger spoke to the cloud last.</summary>
    public string? LatestPulse { get; init; }
    public double? SessionEnergy { get; init; }

    /// <summary>At L1; T4 and T5 are L2 and L3.</summary>
    public double? InCurrentT3 { get; init; }
    public double? InCurrentT4 { get; init; }
    public double? InCurrentT5 { get; init; }
    public double? DynamicChargerCurrent { get; init; }
    public double? DynamicCircuitCurrentP1 { get; init; }
    public double? DynamicCircuitCurrentP2 { get; init; }
    public double? DynamicCircuitCurrentP3 { get; init; }
    public double? OfflineMaxCircuitCurrentP1 { get; init; }
    public double? OfflineMaxCircuitCurrentP2 { get; init; }
    public double? OfflineMaxCircuitCurrentP3 { get; init; }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(EaseeLogin))]
[JsonSerializable(typeof(EaseeTokens))]
[JsonSerializable(typeof(IReadOnlyList<EaseeCharger>))]
[JsonSerializable(typeof(EaseeSite))]
[JsonSerializable(typeof(EaseeState))]
[JsonSerializable(typeof(EaseeCircuitCurrent))]
[JsonSerializable(typeof(EaseeOffline))]
[JsonSerializable(typeof(EaseeDynamic))]
internal sealed partial class EaseeJson : JsonSerializerContext;
