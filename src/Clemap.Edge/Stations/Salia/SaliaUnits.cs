using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Salia;

/// <summary>
/// A Salia board tells currents and power without units, and boards differ: mA and 0.1 W, or A and W. Only one pair of units can be true of a charging
/// car, because current and power must agree at the supply voltage. Until one did charge, nothing is taken for granted: a value in the wrong unit would be
/// a thousandth of what flows.
/// </summary>
internal sealed class SaliaUnits
{
    private const double LeastA = 3;
    private const double MostA = 100;
    private const double LeastFactor = 0.4;
    private const double MostFactor = 1.25;

    private static readonly (double Amperes, double Watts)[] Pairs = [(0.001, 0.1), (1, 1), (0.001, 1), (1, 0.1)];

    private (double Amperes, double Watts)? known;

    /// <returns>A and W; missing while the units are not known, unless nothing at all flows.</returns>
    public (PhaseValues CurrentA, PhaseValues ActiveW) Read(PhaseValues current, PhaseValues power, double? totalPower)
    {
        known ??= Of(current, totalPower ?? power.Sum);
        if (known is var (amperes, watts))
            return (Times(current, amperes), Times(power, watts));
        return (current.Dominant is 0 ? current : default, power.Dominant is 0 ? power : default);
    }

    private static (double, double)? Of(PhaseValues current, double? power)
    {
        if (current.Dominant is not { } dominant || current.Sum is not { } sum || power is not { } watts)
            return null;
        foreach (var pair in Pairs)
            if (dominant * pair.Amperes is >= LeastA and <= MostA
                && watts * pair.Watts / (sum * pair.Amperes * SupplyVoltage.NominalV) is >= LeastFactor and <= MostFactor)
                return pair;
        return null;
    }

    private static PhaseValues Times(PhaseValues values, double factor) => new(values.L1 * factor, values.L2 * factor, values.L3 * factor);
}
