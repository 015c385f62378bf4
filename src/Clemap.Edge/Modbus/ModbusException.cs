namespace Clemap.Edge.Modbus;

internal enum ModbusFault
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>Connected, but no answer in time.</summary>
    Timeout,

    /// <summary>The answer breaks the protocol.</summary>
    Malformed,

    /// <summary>The device answered with an exception code.</summary>
    Refused,
}

/// <summary>An exchange with a device that did not end in a usable answer.</summary>
internal sealed class ModbusException(ModbusFault fault, string message, byte? code = null, Exception? cause = null)
    : IOException(message, cause)
{
    public ModbusFault Fault { get; } = fault;

    /// <summary>The device's exception code (1 illegal function, 2 illegal address, ...) when it refused.</summary>
    public byte? Code { get; } = code;
}
