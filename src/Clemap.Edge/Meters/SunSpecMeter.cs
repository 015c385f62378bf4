using Clemap.Edge.Modbus;

namespace Clemap.Edge.Meters;

/// <summary>
/// A meter by the SunSpec information models: it says itself where its values are. Models 201 to 204 have integers with scale factors, 211 to 214 floats;
/// the models of a device follow each other, each with its number and its length.
/// </summary>
internal sealed class SunSpecMeter(ModbusUnit unit, TimeProvider time) : IMeter
{
    private const uint Marker = 0x5375_6E53; // SunS
    private const ushort End = 0xFFFF;
    private const int MostModels = 50;
    private static readonly ushort[] Bases = [40000, 0, 50000];

    private (ushort At, bool Floats)? model;
    private int seenGeneration;

    public async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        if (model is null || seenGeneration != unit.Generation)
            (model, seenGeneration) = (await FindAsync(cancellation), unit.Generation);
        var (at, floats) = model.Value;
        return floats ? OfFloats(await unit.ReadHoldingAsync(at, 76, cancellation), at) : OfIntegers(await unit.ReadHoldingAsync(at, 55, cancellation), at);
    }

    private async Task<(ushort At, bool Floats)> FindAsync(CancellationToken cancellation)
    {
        foreach (ushort start in Bases)
        {
            if (await IsMarkedAsync(start, cancellation) && await FindFromAsync((ushort)(start + 2), cancellation) is { } found)
                return found;
        }

        throw new FormatException("No SunSpec meter model (201 to 204 or 211 to 214) was found at 40000, 0 or 50000.");
    }

    private async Task<bool> IsMarkedAsync(ushort start, CancellationToken cancellation)
    {
        try
        {
            return (await unit.ReadHoldingAsync(start, 2, cancellation)).UInt32(start) == Marker;
        }
        catch (ModbusException refused) when (refused.Fault == ModbusFault.Refused)
        {
            return false;
        }
    }

    private async Task<(ushort At, bool Floats)?> FindFromAsync(ushort at, CancellationToken cancellation)
    {
        for (int looked = 0; looked < MostModels; looked++)
        {
            var head = await unit.ReadHoldingAsync(at, 2, cancellation);
            switch (head.UInt16(at))
            {
                case End:
                    return null;
                case >= 201 and <= 204:
                    return (at, false);
                case >= 211 and <= 214:
                    return (at, true);
            }

            int next = at + 2 + head.UInt16((ushort)(at + 1));
            if (next > ushort.MaxValue - 2)
                return null;
            at = (ushort)next;
        }

        return null;
    }

    private MeterSample OfIntegers(RegisterBlock block, ushort at)
    {
        double? Scaled(int offset, int factor, MeterValueType type = MeterValueType.Int16) =>
            DefinedMeter.Value(block, (ushort)(at + offset), type) is { } raw && DefinedMeter.Value(block, (ushort)(at + factor), MeterValueType.Int16) is { } power
                ? raw * Math.Pow(10, power) : null;
        // An accumulator of 0 stands for "not available".
        double? Energy(int offset) => Scaled(offset, 54, MeterValueType.Uint32) is > 0 and var wh ? wh : null;
        PhaseValues Phases(int offset, int factor) => new(Scaled(offset, factor), Scaled(offset + 1, factor), Scaled(offset + 2, factor));
        return MeterSamples.Of(
            time.GetUtcNow(), Phases(8, 15), Phases(3, 6), Phases(19, 22), Scaled(18, 22), Scaled(28, 32), Scaled(23, 27), null, Energy(46), Energy(38));
    }

    private MeterSample OfFloats(RegisterBlock block, ushort at)
    {
        double? One(int offset) => block.Float32((ushort)(at + offset));
        PhaseValues Phases(int offset) => new(One(offset), One(offset + 2), One(offset + 4));
        return MeterSamples.Of(time.GetUtcNow(), Phases(12), Phases(4), Phases(30), One(28), One(44), One(36), One(52), One(68), One(60));
    }
}
