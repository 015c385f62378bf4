namespace Clemap.Edge.Meters;

/// <summary>A sample from what a meter tells, with what follows from it.</summary>
internal static class MeterSamples
{
    public static MeterSample Of(
        DateTimeOffset at, PhaseValues voltageV, PhaseValues currentA, PhaseValues activeW, double? totalW, double? reactiveVar, double? apparentVA,
        double? powerFactor, double? importWh, double? exportWh)
    {
        double? allVA = apparentVA is > 0 ? apparentVA : Power.Apparent(voltageV, currentA);
        return new MeterSample
        {
            At = at,
            VoltageV = voltageV,
            // The magnitude comes from the current, the direction from the power: most meters show currents without a sign.
            CurrentA = new(Signed(currentA.L1, activeW.L1), Signed(currentA.L2, activeW.L2), Signed(currentA.L3, activeW.L3)),
            ActiveW = activeW,
            ApparentVA = allVA,
            ReactiveVar = reactiveVar ?? Power.Reactive(totalW, allVA),
            PowerFactor = Power.Factor(totalW, allVA) ?? powerFactor,
            ImportWh = Register(importWh),
            ExportWh = Register(exportWh),
        };
    }

    private static double? Signed(double? currentA, double? activeW) => currentA is { } amps && activeW is < 0 ? -Math.Abs(amps) : currentA;

    private static long? Register(double? energyWh) => energyWh is { } wh and >= 0 and < long.MaxValue ? (long)Math.Floor(wh) : null;
}
