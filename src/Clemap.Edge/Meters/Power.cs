namespace Clemap.Edge.Meters;

/// <summary>Power values that a device does not tell, from those it does.</summary>
internal static class Power
{
    public static double? Apparent(PhaseValues voltageV, PhaseValues currentA)
    {
        double? sumVA = null;
        for (int phase = 0; phase < 3; phase++)
            if (voltageV[phase] is { } volts && currentA[phase] is { } amps)
                sumVA = (sumVA ?? 0) + (volts * Math.Abs(amps));
        return sumVA;
    }

    public static double? Reactive(double? activeW, double? apparentVA) =>
        activeW is { } watts && apparentVA is { } voltAmperes
            ? Math.Sqrt(Math.Max(0, (voltAmperes * voltAmperes) - (watts * watts)))
            : null;

    public static double? Factor(double? activeW, double? apparentVA) =>
        activeW is { } watts && apparentVA is { } voltAmperes and > 0 ? Math.Clamp(watts / voltAmperes, -1, 1) : null;
}
