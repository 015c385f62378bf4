using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>Where a station is reached: what edge.json says, and the model's own values for what it leaves out.</summary>
internal static class StationAddress
{
    public static ModbusTransport Transport(ConnectionDefinition connection, StationConfiguration station) =>
        station.Transport ?? connection.Transports[0];

    /// <summary>A station on a bus may also hang behind a converter, or behind a gateway that speaks Modbus TCP.</summary>
    public static IEnumerable<ModbusTransport> Possible(ConnectionDefinition connection) =>
        connection.Transports
            .Concat(connection.Transports.Contains(ModbusTransport.Rtu) ? [ModbusTransport.RtuTcp] : [])
            .Concat(connection.Transports.Any(IsSerial) ? [ModbusTransport.Tcp] : [])
            .Distinct();

    public static ModbusAddress Of(ConnectionDefinition connection, StationConfiguration station)
    {
        var transport = Transport(connection, station);
        return station.Serial is { } serial && IsSerial(transport)
            ? new ModbusAddress(transport, "", 0, Bus(connection, serial))
            : new ModbusAddress(transport, station.Host, station.Port ?? connection.Port);
    }

    public static SerialBus Bus(ConnectionDefinition connection, SerialConfiguration serial) => new(
        serial.Device, serial.Baud ?? connection.Serial?.Baud ?? 9600, serial.Framing ?? connection.Serial?.Framing ?? "8N1");

    /// <summary>It can go over a serial port of this machine.</summary>
    public static bool IsSerial(ModbusTransport transport) => transport is ModbusTransport.Rtu or ModbusTransport.Ascii;
}
