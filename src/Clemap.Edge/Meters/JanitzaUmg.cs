using Clemap.Edge.Modbus;

namespace Clemap.Edge.Meters;

/// <summary>Janitza UMG 96RM / 103 / 104 / 604: 32-bit floats from register 19000, function 3.</summary>
internal sealed class JanitzaUmg(ModbusUnit unit, TimeProvider time) : IMeter
{
    private const ushort First = 19000;
    private const int Count = 78;

    public async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        // One request for all: values of one moment, and an eighth of the traffic.
        var block = await unit.ReadHoldingAsync(First, Count, cancellation);
        PhaseValues Phases(ushort address) =>
            new(block.Float32(address), block.Float32((ushort)(address + 2)), block.Float32((ushort)(address + 4)));

        var voltageV = Phases(19000);
        var activeW = Phases(19020);
        // The magnitude comes from the current, the direction from the power: a UMG shows currents without a sign.
        var currentA = Signed(Phases(19012), activeW);
        double? totalW = block.Float32(19026) ?? activeW.Sum;
        double? apparentVA = block.Float32(19034) is { } told and > 0 ? told : Power.Apparent(voltageV, currentA);
        return new MeterSample
        {
            At = time.GetUtcNow(),
            VoltageV = voltageV,
            CurrentA = currentA,
            ActiveW = activeW,
            ApparentVA = apparentVA,
            ReactiveVar = block.Float32(19042) ?? Power.Reactive(totalW, apparentVA),
            PowerFactor = Power.Factor(totalW, apparentVA),
            ImportWh = Register(block.Float32(19068)),
            ExportWh = Register(block.Float32(19076)),
        };
    }

    private static PhaseValues Signed(PhaseValues currentA, PhaseValues activeW) =>
        new(Signed(currentA.L1, activeW.L1), Signed(currentA.L2, activeW.L2), Signed(currentA.L3, activeW.L3));

    private static double? Signed(double? currentA, double? activeW) =>
        currentA is { } amps && activeW is < 0 ? -Math.Abs(amps) : currentA;

    private static long? Register(double? energyWh) => energyWh is { } wh and >= 0 ? (long)Math.Floor(wh) : null;
}
