using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Clouds.SmartMe;

/// <param name="Serial">A number on the label.</param>
internal sealed record SmartMePico(string? Id, long? Serial);

internal sealed record SmartMePicoSettings(string? GroupId);

/// <summary>Currents in A, power in kW, energy in kWh.</summary>
internal sealed record SmartMeCharging
{
    public string? State { get; init; }

    /// <summary>Of the session.</summary>
    public double? ActiveChargingEnergy { get; init; }
    public double? ActiveChargingPower { get; init; }
    public double? MaxDynamicCurrent { get; init; }
    public double? MaxLoadmanagementGroupCurrent { get; init; }
}

/// <summary>A meter, alone or in a station. Power and energy in the unit that stands beside them.</summary>
internal sealed record SmartMeDevice
{
    public string? Id { get; init; }
    public long? Serial { get; init; }
    public string? ActivePowerUnit { get; init; }
    public double? ActivePower { get; init; }
    public double? ActivePowerL1 { get; init; }
    public double? ActivePowerL2 { get; init; }
    public double? ActivePowerL3 { get; init; }
    public string? CounterReadingUnit { get; init; }
    public double? CounterReading { get; init; }
    public double? CounterReadingImport { get; init; }
    public double? CounterReadingExport { get; init; }
    public double? CurrentL1 { get; init; }
    public double? CurrentL2 { get; init; }
    public double? CurrentL3 { get; init; }
    public double? VoltageL1 { get; init; }
    public double? VoltageL2 { get; init; }
    public double? VoltageL3 { get; init; }

    /// <summary>When the values were measured, UTC.</summary>
    public string? ValueDate { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(IReadOnlyList<SmartMePico>))]
[JsonSerializable(typeof(SmartMePicoSettings))]
[JsonSerializable(typeof(SmartMeCharging))]
[JsonSerializable(typeof(SmartMeDevice))]
[JsonSerializable(typeof(IReadOnlyList<SmartMeDevice>))]
internal sealed partial class SmartMeJson : JsonSerializerContext;
