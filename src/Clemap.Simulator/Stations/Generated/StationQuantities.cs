using System.Globalization;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>What a station knows of itself, its session and its car, by the names of the reference; what it measures comes first.</summary>
internal sealed class StationQuantities
{
    public const double BatteryV = 400;
    public const double NominalV = 230;

    // 10 % above the nominal voltage, so that a limit in W never hides the station's own maximum in A.
    private const double HighestV = 253;

    private readonly ChargingPoint _point;
    private readonly TimeProvider _time;
    private readonly FlowQuantities _flow;
    private readonly Dictionary<string, Func<double>> _values;
    private double? _energyAtPowerOnWh;

    public StationQuantities(ChargingPoint point, TimeProvider time)
    {
        (_point, _time, _flow) = (point, time, new FlowQuantities(point));
        _values = new Dictionary<string, Func<double>>
        {
            ["powerFactor"] = () => point.Charging ? ChargingPoint.PowerFactor : 0,
            ["batteryVoltage"] = () => point.Car is null ? 0 : BatteryV,
            ["batteryCurrent"] = () => point.PowerW.Sum / BatteryV,
            ["presentConsumption"] = () => point.PowerW.Sum,
            ["energyImportCounter"] = () => point.Energy.ImportExactWh,
            ["energyImportWallbe"] = () => point.Energy.ImportExactWh,
            ["energySincePowerOn"] = EnergySincePowerOnWh,
            ["sessionEnergy"] = () => point.SessionWh,
            ["sessionEnergyLegacy"] = () => point.SessionWh,
            ["sessionEnergyExtended"] = () => point.SessionWh,
            ["sessionStart"] = () => point.Session?.StartedAt ?? 0,
            ["sessionEnd"] = () => 0,
            ["sessionDuration"] = () => SessionS,
            ["sessionDurationLegacy"] = () => SessionS,
            ["connectionDuration"] = () => SessionS,
            ["pluggedDuration"] = () => SessionS,
            ["unixTime"] = () => time.GetUtcNow().ToUnixTimeSeconds(),
            ["stateOfCharge"] = () => point.Car?.StateOfCharge ?? 0,
            ["batteryCapacity"] = () => point.Car?.Model.CapacityWh ?? 0,
            ["requiredEnergy"] = () => point.Car is { } car ? Math.Max(0, Car.FullAt - car.StateOfCharge) * car.Model.CapacityWh : 0,
            ["phases"] = () => point.Phases,
            ["activePhases"] = () => point.ActivePhases,
            ["temperature"] = () => 25,
            ["boardTemperature"] = () => 25,
            ["minPower"] = () => 6 * NominalV * point.Phases,
            ["plannedMinPower"] = () => 6 * NominalV * point.Phases,
            ["plannedMaxPower"] = () => point.OfferedA * NominalV * point.ActivePhases,
            ["offeredPower"] = () => point.OfferedA * NominalV * point.Phases,
        };
        Same(() => point.OfferedA, "signalledCurrent", "currentLimitActual", "maxChargingCurrent", "targetCurrent", "sessionMaxCurrent",
            "plannedMaxCurrent", "groupAppliedL1", "groupAppliedL2", "groupAppliedL3");
        Same(() => point.MaximumA, "maxCurrent", "maxRatedCurrent", "maxSupportedCurrent", "maxCurrentEvse", "ratedCurrent", "installationCurrent",
            "hardwareMaxCurrentL1", "hardwareMaxCurrentL2", "hardwareMaxCurrentL3", "groupLimitL1", "groupLimitL2", "groupLimitL3");
        Same(() => point.Car?.Model.MaximumA ?? 0, "maxCurrentVehicle", "evMaxCurrent");
        Same(() => point.Station.FallbackA, "failsafeCurrent");
        Same(() => 32, "maxCurrentCable", "cableCurrent", "proximityCurrent");
        Same(() => 6, "minCurrent", "plannedMinCurrent");
        Same(() => HighestW, "maxPower", "maxPowerAc", "powerUpperLimit");
    }

    public double HighestW => _point.MaximumA * _point.Phases * HighestV;

    private double SessionS => _point.Session is { } session ? _time.GetUtcNow().ToUnixTimeSeconds() - session.StartedAt : 0;

    public Func<double>? Named(string name) => _values.GetValueOrDefault(name) ?? _flow.Named(name);

    public Func<string>? Text(string name) => name switch
    {
        "serialNumber" or "deviceId" or "chargePointId" or "productNumber" => () => FormattableString.Invariant($"SIM{100_000 + _point.Index}"),
        "model" or "modelName" or "deviceName" => () => "Simulated",
        "brand" or "manufacturer" => () => "Clemap",
        "firmware" or "hardwareVersion" => () => "5.22",
        "protocolVersion" => () => "1.0",
        "evccId" => () => _point.Car is null ? "" : "02FFA1B2C3D8",
        "rfid" => () => _point.Car is null ? "" : _point.Station.Card ?? "",
        _ => null,
    };

    /// <summary>What is a text elsewhere and a number in this register: the first four bytes of a card, a serial number.</summary>
    public Func<double>? Number(string name) => name switch
    {
        "rfid" => () => Text("rfid")!() is { Length: >= 8 } card
            && uint.TryParse(card.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0,
        "serialNumber" => () => 21_000_000 + _point.Index,
        _ => null,
    };

    /// <summary>Registers are restored after the station is built: it starts to count when it starts to work.</summary>
    public void PowerOn() => _energyAtPowerOnWh ??= _point.Energy.ImportExactWh;

    private double EnergySincePowerOnWh() => _point.Energy.ImportExactWh - _energyAtPowerOnWh ?? 0;

    private void Same(Func<double> value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _values[name] = value;
    }
}
