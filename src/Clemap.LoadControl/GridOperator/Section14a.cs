namespace Clemap.LoadControl.GridOperator;

/// <summary>
/// What a grid operator in Germany must leave to controllable devices (§ 14a EnWG, ruling BK6-22-300 of the Bundesnetzagentur): 4.2 kW for one; for
/// several behind an energy management, 4.2 kW + (n − 1) × simultaneity factor × 4.2 kW.
/// </summary>
public static class Section14a
{
    public const double OneDeviceW = 4_200;

    // Of two devices up to eight; from nine on it stays.
    private static readonly double[] Simultaneity = [0.80, 0.75, 0.70, 0.65, 0.60, 0.55, 0.50];
    private const double SimultaneityOfMany = 0.45;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than one device.</exception>
    public static double MinimumPowerW(int devices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(devices, 1);
        var factor = devices == 1 ? 0 : devices - 2 < Simultaneity.Length ? Simultaneity[devices - 2] : SimultaneityOfMany;
        return OneDeviceW + ((devices - 1) * factor * OneDeviceW);
    }
}
