using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>The requests that bring all values of a definition: neighbours share one, as far as the model allows.</summary>
internal sealed class ReadPlan
{
    private readonly List<Request> requests = [];

    public ReadPlan(ReadingDefinition reading, IEnumerable<ReadRegister> registers)
    {
        var blocks = reading.Blocks.Select(block => new Request(block.Function, block.At, block.Words, block.Optional)).ToList();
        foreach (var register in registers.Where(register => !blocks.Exists(block => block.Holds(register))).OrderBy(r => r.Function).ThenBy(r => r.Optional).ThenBy(r => r.At).ThenBy(r => r.WordCount))
        {
            int end = register.At + register.WordCount;
            if (requests.Count > 0 && requests[^1] is var last && last.Function == register.Function && last.Optional == register.Optional
                && CanShare(reading, last, register.At, end))
                requests[^1] = last with { Count = Math.Max(last.Count, end - last.Start) };
            else
                requests.Add(new Request(register.Function, register.At, register.WordCount, register.Optional));
        }
        requests.AddRange(blocks);
    }

    public bool IsEmpty => requests.Count == 0;

    /// <param name="refused">Requests that this station does not know, filled here and left out from then on.</param>
    public async Task<RegisterImage> ReadAsync(ModbusUnit unit, HashSet<ushort> refused, CancellationToken cancellation)
    {
        var image = new RegisterImage();
        foreach (var request in requests)
        {
            if (request.Optional && refused.Contains(request.Start))
                continue;
            try
            {
                image.Add(request.Function, request.Start, request.Count, await ReadAsync(unit, request, cancellation));
            }
            catch (ModbusException unknown) when (request.Optional && unknown.Fault == ModbusFault.Refused)
            {
                refused.Add(request.Start);
            }
        }
        return image;
    }

    private static bool CanShare(ReadingDefinition reading, Request last, int start, int end)
    {
        bool isSame = start >= last.Start && end <= last.Start + last.Count;
        return isSame || (!reading.Single && last.Function is 3 or 4 && start - (last.Start + last.Count) <= reading.BridgeWords
            && end - last.Start <= reading.MaxWords);
    }

    private static async Task<RegisterBlock> ReadAsync(ModbusUnit unit, Request request, CancellationToken cancellation) => request.Function switch
    {
        1 => Bits(request.Start, await unit.ReadCoilsAsync(request.Start, request.Count, cancellation)),
        2 => Bits(request.Start, await unit.ReadDiscreteInputsAsync(request.Start, request.Count, cancellation)),
        4 => await unit.ReadInputAsync(request.Start, request.Count, cancellation),
        _ => await unit.ReadHoldingAsync(request.Start, request.Count, cancellation),
    };

    private static RegisterBlock Bits(ushort start, bool[] bits) => new(start, [.. bits.Select(bit => bit ? (ushort)1 : (ushort)0)]);

    private readonly record struct Request(byte Function, ushort Start, int Count, bool Optional)
    {
        public bool Holds(ReadRegister register) =>
            Function == register.Function && Start <= register.At && register.At + register.WordCount <= Start + Count;
    }
}

/// <summary>What one round of requests brought.</summary>
internal sealed class RegisterImage
{
    private readonly List<(byte Function, int Start, int End, RegisterBlock Block)> blocks = [];

    public void Add(byte function, int start, int count, RegisterBlock block) => blocks.Add((function, start, start + count, block));

    /// <summary>Empty when the station does not know the register.</summary>
    public ReadOnlySpan<ushort> Words(ReadRegister register)
    {
        foreach (var (function, start, end, block) in blocks)
            if (function == register.Function && start <= register.At && register.At + register.WordCount <= end)
                return block.Words(register.At, register.WordCount);
        return [];
    }

    /// <summary>In A, V, W, Wh; a code as it is.</summary>
    public double? Value(ReadRegister? register, WordOrder order) =>
        register is not null && Words(register) is { IsEmpty: false } words ? RegisterCodec.Raw(register, words, order) * register.Factor : null;

    public string? Text(ReadRegister? register) =>
        register is not null && Words(register) is { IsEmpty: false } words ? RegisterCodec.Text(register, words) : null;
}
