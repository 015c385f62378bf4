using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Clouds.SmartMe;

/// <summary>Values with the unit that stands beside them; of another unit nothing is known.</summary>
internal static class SmartMeUnits
{
    public static PhaseValues CurrentA(SmartMeDevice device) => new(device.CurrentL1, device.CurrentL2, device.CurrentL3);

    public static PhaseValues VoltageV(SmartMeDevice device) => new(device.VoltageL1, device.VoltageL2, device.VoltageL3);

    public static PhaseValues ActiveW(SmartMeDevice device) =>
        new(Watts(device.ActivePowerL1, device), Watts(device.ActivePowerL2, device), Watts(device.ActivePowerL3, device));

    public static double? TotalW(SmartMeDevice device) => Watts(device.ActivePower, device);

    public static double? WattHours(double? value, SmartMeDevice device) => device.CounterReadingUnit switch
    {
        "kWh" => value * 1000,
        "Wh" => value,
        _ => null,
    };

    private static double? Watts(double? value, SmartMeDevice device) => device.ActivePowerUnit switch
    {
        "kW" => value * 1000,
        "W" => value,
        _ => null,
    };
}
