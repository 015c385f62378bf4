namespace Clemap.Simulator.Modbus;

/// <summary>Fills the words of one value.</summary>
internal delegate void ReadWords(Span<ushort> words);

/// <summary>Takes the words of one value, or says why not.</summary>
internal delegate ModbusFault WriteWords(ReadOnlySpan<ushort> words);

/// <summary>
/// The register table of a device: values of one or more words at their addresses. A value is read and written whole; a read of
/// several values works where they lie side by side, unless the device allows one value a request.
/// </summary>
internal sealed class RegisterMap(RegisterTable tables, WriteFunction writes, bool oneValuePerRequest = false) : IModbusUnit
{
    private readonly SortedList<ushort, Value> _values = [];

    /// <summary>Called before each request, whatever its outcome.</summary>
    public Action? Requested { get; init; }

    /// <summary>Called before each write, whatever its outcome.</summary>
    public Action? Written { get; init; }

    /// <summary>Requests must stay inside a block of so many addresses; 0 is no such rule.</summary>
    public int BlockSize { get; init; }

    public RegisterMap Add(ushort address, int words, ReadWords? read, WriteWords? write = null, WriteFunction by = WriteFunction.None)
    {
        _values.Add(address, new Value(words, read, write, by == WriteFunction.None ? writes : by));
        return this;
    }

    public ModbusFault ReadRegisters(RegisterTable table, ushort address, Span<ushort> values)
    {
        Requested?.Invoke();
        if (!tables.HasFlag(table)) return ModbusFault.IllegalFunction;
        if (CrossesBlock(address, values.Length)) return ModbusFault.IllegalDataAddress;
        var done = 0;
        while (done < values.Length)
        {
            if (!_values.TryGetValue((ushort)(address + done), out var value) || value.Read is null || value.Words > values.Length - done)
                return ModbusFault.IllegalDataAddress;
            if (oneValuePerRequest && done > 0) return ModbusFault.IllegalDataAddress;
            value.Read(values.Slice(done, value.Words));
            done += value.Words;
        }

        return ModbusFault.None;
    }

    public ModbusFault WriteRegisters(WriteFunction function, ushort address, ReadOnlySpan<ushort> values)
    {
        Requested?.Invoke();
        if (!writes.HasFlag(function)) return ModbusFault.IllegalFunction;
        Written?.Invoke();
        if (CrossesBlock(address, values.Length)) return ModbusFault.IllegalDataAddress;
        var done = 0;
        while (done < values.Length)
        {
            if (!_values.TryGetValue((ushort)(address + done), out var value) || value.Write is null
                || !value.By.HasFlag(function) || value.Words > values.Length - done)
                return ModbusFault.IllegalDataAddress;
            if (oneValuePerRequest && done > 0) return ModbusFault.IllegalDataAddress;
            var fault = value.Write(values.Slice(done, value.Words));
            if (fault != ModbusFault.None) return fault;
            done += value.Words;
        }

        return ModbusFault.None;
    }

    private bool CrossesBlock(ushort address, int words) => BlockSize > 0 && address / BlockSize != (address + words - 1) / BlockSize;

    private sealed record Value(int Words, ReadWords? Read, WriteWords? Write, WriteFunction By);
}
