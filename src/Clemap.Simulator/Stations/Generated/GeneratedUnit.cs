using Clemap.Simulator.Modbus;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>
/// The registers of a model behind one unit id. Each function code has its own list: a code that no register takes is an illegal function, an
/// address that is not in the code's list an illegal address. Values are read and written whole; several in one request must lie side by side.
/// </summary>
internal sealed class GeneratedUnit(IReadOnlyList<GeneratedRegister> registers, bool oneValuePerRequest, int blockSize, Action requested)
    : IModbusUnit
{
    private readonly Dictionary<int, Dictionary<ushort, GeneratedRegister>> _byFunction = registers
        .SelectMany(register => register.Facts.Function, (register, function) => (function, register))
        .GroupBy(pair => pair.function, pair => pair.register)
        .ToDictionary(group => group.Key, group => group.ToDictionary(register => register.Facts.Address));

    public bool WritesAndReadsAtOnce => false;

    public ModbusFault ReadRegisters(RegisterTable table, ushort address, Span<ushort> values) =>
        Read(table == RegisterTable.Holding ? 3 : 4, address, values);

    public ModbusFault WriteRegisters(WriteFunction function, ushort address, ReadOnlySpan<ushort> values) =>
        Write(function == WriteFunction.Single ? 6 : 16, address, values);

    public ModbusFault ReadBits(BitTable table, ushort address, Span<bool> values)
    {
        Span<ushort> words = stackalloc ushort[values.Length];
        var fault = Read(table == BitTable.Coils ? 1 : 2, address, words);
        for (var i = 0; i < values.Length; i++) values[i] = words[i] != 0;
        return fault;
    }

    public ModbusFault WriteBits(ushort address, ReadOnlySpan<bool> values)
    {
        if (values.Length > 1) return ModbusFault.IllegalFunction;
        return Write(5, address, [values[0] ? (ushort)1 : (ushort)0]);
    }

    private ModbusFault Read(int function, ushort address, Span<ushort> values)
    {
        requested();
        if (!_byFunction.TryGetValue(function, out var list)) return ModbusFault.IllegalFunction;
        if (CrossesBlock(address, values.Length)) return ModbusFault.IllegalDataAddress;
        for (var done = 0; done < values.Length;)
        {
            if (Next(list, address, done, values.Length) is not { } register) return ModbusFault.IllegalDataAddress;
            register.Read(values.Slice(done, register.Facts.Words));
            done += register.Facts.Words;
        }

        return ModbusFault.None;
    }

    private ModbusFault Write(int function, ushort address, ReadOnlySpan<ushort> values)
    {
        requested();
        if (!_byFunction.TryGetValue(function, out var list)) return ModbusFault.IllegalFunction;
        if (CrossesBlock(address, values.Length)) return ModbusFault.IllegalDataAddress;
        for (var done = 0; done < values.Length;)
        {
            if (Next(list, address, done, values.Length) is not { Write: { } write } register) return ModbusFault.IllegalDataAddress;
            var fault = write(values.Slice(done, register.Facts.Words));
            if (fault != ModbusFault.None) return fault;
            done += register.Facts.Words;
        }

        return ModbusFault.None;
    }

    private GeneratedRegister? Next(Dictionary<ushort, GeneratedRegister> list, ushort address, int done, int length) =>
        list.GetValueOrDefault((ushort)(address + done)) is { } register
        && register.Facts.Words <= length - done && (done == 0 || !oneValuePerRequest)
            ? register
            : null;

    private bool CrossesBlock(ushort address, int words) => blockSize > 0 && address / blockSize != (address + words - 1) / blockSize;
}
