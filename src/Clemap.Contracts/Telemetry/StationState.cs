using System.Text.Json.Serialization;

namespace Clemap.Contracts.Telemetry;

/// <summary>What a charging station does, in the words of the product.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StationState>))]
public enum StationState
{
    /// <summary>Free: no vehicle (IEC 61851 state A).</summary>
    [JsonStringEnumMemberName("free")] Free,

    /// <summary>A vehicle is plugged in and takes no current (state B, or C without current).</summary>
    [JsonStringEnumMemberName("occupied")] Occupied,

    /// <summary>Current flows into the vehicle (state C or D).</summary>
    [JsonStringEnumMemberName("charging")] Charging,

    /// <summary>Current flows from the vehicle.</summary>
    [JsonStringEnumMemberName("discharging")] Discharging,

    /// <summary>Fault, locked, or not reachable (state E, F, or no answer).</summary>
    [JsonStringEnumMemberName("not-in-operation")] NotInOperation,
}
