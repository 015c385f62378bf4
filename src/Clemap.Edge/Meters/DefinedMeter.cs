using Clemap.Edge.Modbus;

namespace Clemap.Edge.Meters;

/// <summary>Any meter that a definition describes.</summary>
internal sealed class DefinedMeter(MeterDefinition definition, ModbusUnit unit, TimeProvider time) : IMeter
{
    // Reading some words that nobody needs is quicker than a request more.
    private const int WidestGap = 16;

    private readonly IReadOnlyList<(ushort First, int Count)> reads = Reads(definition);

    public async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        var blocks = new List<(ushort First, int Count, RegisterBlock Block)>(reads.Count);
        foreach (var (first, count) in reads)
            blocks.Add((first, count, definition.Function == 3 ? await unit.ReadHoldingAsync(first, count, cancellation) : await unit.ReadInputAsync(first, count, cancellation)));

        double? One(MeterValue? value, int index = 0)
        {
            if (value is null)
                return null;
            ushort at = value.At[index];
            var block = blocks.First(read => at >= read.First && at < read.First + read.Count).Block;
            return Value(block, at, value.Type) * value.Times;
        }

        PhaseValues Phases(MeterValue? value) => value is null ? default : new(One(value, 0), One(value, 1), One(value, 2));

        var activeW = Phases(definition.ActiveW);
        return MeterSamples.Of(
            time.GetUtcNow(), Phases(definition.VoltageV), Phases(definition.CurrentA), activeW, One(definition.TotalActiveW) ?? activeW.Sum,
            One(definition.ReactiveVar), One(definition.ApparentVA), One(definition.PowerFactor), One(definition.ImportWh), One(definition.ExportWh));
    }

    /// <summary><see langword="null"/> for what stands for "not available": not a number, or all bits of the largest magnitude.</summary>
    internal static double? Value(RegisterBlock block, ushort at, MeterValueType type)
    {
        ulong Long() => ((ulong)block.UInt32(at) << 32) | block.UInt32((ushort)(at + 2));
        return type switch
        {
            MeterValueType.Float32 => block.Float32(at),
            MeterValueType.Float64 => block.Float64(at),
            MeterValueType.Int16 => unchecked((short)block.UInt16(at)) is var value && value == short.MinValue ? null : value,
            MeterValueType.Uint16 => block.UInt16(at) is var value && value == ushort.MaxValue ? null : value,
            MeterValueType.Int32 => block.Int32(at) is var value && value == int.MinValue ? null : value,
            MeterValueType.Uint32 => block.UInt32(at) is var value && value == uint.MaxValue ? null : value,
            MeterValueType.Int64 => unchecked((long)Long()) is var value && value == long.MinValue ? null : value,
            MeterValueType.Uint64 => Long() is var value && value == ulong.MaxValue ? null : value,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
        };
    }

    /// <summary>As few requests as the meter allows.</summary>
    internal static IReadOnlyList<(ushort First, int Count)> Reads(MeterDefinition definition)
    {
        var reads = new List<(ushort First, int Count)>();
        foreach (var (at, words) in definition.Values.SelectMany(value => value.At.Select(at => (at, value.Words))).OrderBy(span => span.at))
        {
            if (reads.Count > 0 && reads[^1] is var (first, count) && at - (first + count) <= WidestGap && at + words - first <= definition.LongestRead)
                reads[^1] = (first, Math.Max(count, at + words - first));
            else
                reads.Add((at, words));
        }

        return reads;
    }
}
