using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Modbus;

/// <summary>How frames travel.</summary>
[JsonConverter(typeof(ModbusTransportConverter))]
internal enum ModbusTransport
{
    Tcp,

    /// <summary>Binary frames on a serial bus.</summary>
    Rtu,

    /// <summary>The frames of the bus through a converter that only passes bytes on.</summary>
    RtuTcp,

    /// <summary>Frames of hexadecimal characters, on a serial bus or through a converter.</summary>
    Ascii,
}

/// <summary>Written as <c>tcp</c>, <c>rtu</c>, <c>rtu-tcp</c>, <c>ascii</c>.</summary>
internal sealed class ModbusTransportConverter() : JsonStringEnumConverter<ModbusTransport>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>Where devices are reached: a host and port, or a serial bus.</summary>
internal readonly record struct ModbusAddress(ModbusTransport Transport, string Host, int Port, SerialBus? Bus = null)
{
    public override string ToString() => Bus is { } bus ? bus.Device : $"{Host}:{Port}";
}

/// <param name="Framing">Data bits, parity and stop bits, for example <c>8E1</c>.</param>
internal readonly record struct SerialBus(string Device, int Baud, string Framing);

/// <summary>What a device asks of whoever speaks to it.</summary>
/// <param name="Gap">Rest before the next request.</param>
/// <param name="Retries">How often a request without answer is asked again.</param>
internal readonly record struct ModbusManners(TimeSpan Gap, int Retries);
