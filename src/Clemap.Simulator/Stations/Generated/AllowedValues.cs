using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>Which values a setting takes; others are refused as an illegal value.</summary>
internal sealed class AllowedValues(ReferenceDevice device, StationQuantities quantities)
{
    private const double Rounding = 1e-6;

    /// <param name="raw">As it came over the wire.</param>
    /// <param name="value">In the unit of the register.</param>
    public bool Has(ReferenceRegister register, Meaning meaning, double raw, double value)
    {
        if (meaning.Allows is { } ranges) return ranges.Any(range => Within(value, range[0], range[1]));
        if (meaning.Pauses is not null || meaning.Releases is not null)
            return meaning.Pauses?.Contains((long)raw) == true || meaning.Releases?.Contains((long)raw) == true;
        if (meaning.Phases is { } phases) return phases.ContainsKey((long)raw);
        if (meaning.Inert) return true;
        return register.Setting switch
        {
            "powerLimit" or "failsafePower" => Within(value, 0, quantities.HighestW),
            "failsafeTimeout" or "watchdogTimeout" =>
                value == 0 || device.Failsafe.TimeoutRangeS is not [var least, var most] || Within(value, least, most),
            _ => value == 0 || Within(value, device.MinCurrentA ?? 0, device.MaxCurrentA ?? quantities.HighestW),
        };
    }

    private static bool Within(double value, double least, double most) => value >= least - Rounding && value <= most + Rounding;
}
