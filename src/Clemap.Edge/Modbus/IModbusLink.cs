namespace Clemap.Edge.Modbus;

/// <summary>A way to devices, shared by all units behind it, one request at a time.</summary>
internal interface IModbusLink : IAsyncDisposable
{
    /// <summary>Grows when the unit was away: it may have forgotten what was written to it.</summary>
    int GenerationOf(byte unit);

    /// <param name="request">Function code and data.</param>
    /// <returns>The same of the answer.</returns>
    /// <exception cref="ModbusException">No usable answer.</exception>
    Task<byte[]> ExchangeAsync(byte unit, byte[] request, ModbusManners manners, CancellationToken cancellation);
}
