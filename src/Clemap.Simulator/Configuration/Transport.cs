using System.Text.Json.Serialization;

namespace Clemap.Simulator.Configuration;

/// <summary>What carries the words between a station or meter and its controller.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Transport>))]
internal enum Transport
{
    /// <summary>Modbus TCP, on a port.</summary>
    [JsonStringEnumMemberName("tcp")] Tcp,

    /// <summary>Modbus RTU on a pseudo-terminal.</summary>
    [JsonStringEnumMemberName("rtu")] Rtu,

    /// <summary>Modbus ASCII on a pseudo-terminal.</summary>
    [JsonStringEnumMemberName("ascii")] Ascii,

    /// <summary>Frames of Modbus RTU on a port, as a serial-to-Ethernet converter passes them on.</summary>
    [JsonStringEnumMemberName("rtu-over-tcp")] RtuOverTcp,

    [JsonStringEnumMemberName("ascii-over-tcp")] AsciiOverTcp,

    [JsonStringEnumMemberName("http")] Http,

    /// <summary>Lines of text in datagrams.</summary>
    [JsonStringEnumMemberName("udp")] Udp,
}

internal static class TransportNames
{
    public static readonly IReadOnlyList<Transport> Modbus =
        [Transport.Tcp, Transport.Rtu, Transport.Ascii, Transport.RtuOverTcp, Transport.AsciiOverTcp];

    /// <summary>As a configuration writes it.</summary>
    public static string Of(Transport transport) => transport switch
    {
        Transport.Tcp => "tcp",
        Transport.Rtu => "rtu",
        Transport.Ascii => "ascii",
        Transport.RtuOverTcp => "rtu-over-tcp",
        Transport.AsciiOverTcp => "ascii-over-tcp",
        Transport.Http => "http",
        Transport.Udp => "udp",
        _ => throw new ArgumentOutOfRangeException(nameof(transport), transport, "No such transport."),
    };

    /// <summary>What a protocol of the reference travels on by nature; absent for one that is not simulated.</summary>
    public static Transport? Natural(string protocol) => protocol switch
    {
        "modbus-tcp" => Transport.Tcp,
        "modbus-rtu" => Transport.Rtu,
        "modbus-ascii" => Transport.Ascii,
        "udp-text" => Transport.Udp,
        "rest-local" or "rest-cloud" => Transport.Http,
        _ => null,
    };
    public static bool IsModbus(this Transport transport) => transport is not (Transport.Http or Transport.Udp);

    /// <summary>Several units may share it.</summary>
    public static bool IsBus(this Transport transport) => transport.IsModbus() && transport != Transport.Tcp;

    /// <summary>It has a path instead of a port.</summary>
    public static bool IsTerminal(this Transport transport) => transport is Transport.Rtu or Transport.Ascii;

    public static bool IsAscii(this Transport transport) => transport is Transport.Ascii or Transport.AsciiOverTcp;
}

/// <param name="Path">A link to the pseudo-terminal, made at the start and removed at the end; stations with the same path share one bus.</param>
internal sealed record SerialConfiguration(string Path);
