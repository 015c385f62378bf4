using System.Collections.Concurrent;

namespace Clemap.Edge.Modbus;

/// <summary>One connection for each address, whoever asks: many devices allow only one or two.</summary>
internal sealed class ModbusConnections(TimeProvider time, ModbusTiming timing) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Host, int Port), ModbusConnection> open = new();

    public ModbusUnit Unit(string host, int port, byte unit) =>
        new(open.GetOrAdd((host, port), address => new ModbusConnection(address.Host, address.Port, timing, time)), unit);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in open.Values)
            await connection.DisposeAsync();
    }
}
