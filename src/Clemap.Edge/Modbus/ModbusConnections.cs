using System.Collections.Concurrent;

namespace Clemap.Edge.Modbus;

/// <summary>One link for each address, whoever asks: many devices allow only one or two connections, and a bus has one speaker.</summary>
internal sealed class ModbusConnections(TimeProvider time, ModbusTiming timing) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ModbusAddress, Lazy<IModbusLink>> open = new();

    public ModbusUnit Unit(string host, int port, byte unit) => Unit(new ModbusAddress(ModbusTransport.Tcp, host, port), unit, default);

    public ModbusUnit Unit(ModbusAddress address, byte unit, ModbusManners manners) =>
        new(open.GetOrAdd(address, where => new Lazy<IModbusLink>(() => Link(where))).Value, unit, manners);

    public async ValueTask DisposeAsync()
    {
        foreach (var link in open.Values)
            await link.Value.DisposeAsync();
    }

    private IModbusLink Link(ModbusAddress address)
    {
        if (address.Transport == ModbusTransport.Tcp)
            return new ModbusConnection(address.Host, address.Port, timing, time);
        IModbusFraming framing = address.Transport == ModbusTransport.Ascii ? new AsciiFraming() : new RtuFraming();
        return address.Bus is { } bus
            ? new ModbusLine(_ => Task.FromResult<ILine>(SerialLine.Open(bus)), framing, SerialLine.QuietOf(bus), address.ToString(), timing, time)
            : new ModbusLine(stop => TcpLine.OpenAsync(address.Host, address.Port, stop), framing, TcpLine.Quiet, address.ToString(), timing, time);
    }
}
