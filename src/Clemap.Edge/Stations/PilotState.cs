using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.Stations;

/// <summary>Letters of the control pilot (IEC 61851) → words of the product.</summary>
internal static class PilotState
{
    /// <summary>Below this a car charges nothing: measuring noise and the supply of its electronics.</summary>
    public const double ChargingFromA = 0.5;

    public static StationState Of(char? letter, double? currentA) => letter switch
    {
        'A' => StationState.Free,
        'B' => StationState.Occupied,
        'C' or 'D' when currentA < -ChargingFromA => StationState.Discharging,
        'C' or 'D' => currentA > ChargingFromA ? StationState.Charging : StationState.Occupied,
        _ => StationState.NotInOperation,
    };
}
