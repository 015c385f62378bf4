namespace Clemap.Simulator.Modbus;

/// <summary>
/// What answers behind one unit id. A device overrides what it has; all else is an illegal function.
/// Calls come one at a time: the server holds the site's gate.
/// </summary>
internal interface IModbusUnit
{
    /// <summary>It takes function 23.</summary>
    bool WritesAndReadsAtOnce => true;

    ModbusFault ReadBits(BitTable table, ushort address, Span<bool> values) => ModbusFault.IllegalFunction;

    ModbusFault WriteBits(ushort address, ReadOnlySpan<bool> values) => ModbusFault.IllegalFunction;

    ModbusFault ReadRegisters(RegisterTable table, ushort address, Span<ushort> values) => ModbusFault.IllegalFunction;

    ModbusFault WriteRegisters(WriteFunction function, ushort address, ReadOnlySpan<ushort> values) => ModbusFault.IllegalFunction;
}

/// <summary>Function 1 or 2.</summary>
internal enum BitTable
{
    Coils,
    DiscreteInputs,
}

/// <summary>Function 3 or 4.</summary>
[Flags]
internal enum RegisterTable
{
    None = 0,
    Holding = 1,
    Input = 2,
}

/// <summary>Function 6, or 16 (and the writing half of 23).</summary>
[Flags]
internal enum WriteFunction
{
    None = 0,
    Single = 1,
    Multiple = 2,
}
