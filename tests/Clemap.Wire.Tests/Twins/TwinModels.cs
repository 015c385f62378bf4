using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Simulator.Configuration;

namespace Clemap.Wire.Tests.Twins;

/// <summary>The models that the edge's catalogue and the simulator both have.</summary>
internal static class TwinModels
{
    /// <summary>Each Modbus model on each way that the edge may be told to take to it: model, way.</summary>
    public static IEnumerable<(string Model, string Way)> EveryWay =>
        from definition in StationModels.BuiltIn.Definitions
        from way in Ways(definition.Connection.Transports[0], StationAddress.Possible(definition.Connection))
        select (definition.Id, way);

    /// <summary>Each model on the way that it has by nature.</summary>
    public static IEnumerable<(string Model, string Way)> Natural =>
        [.. StationModels.BuiltIn.Definitions.Select(definition => (definition.Id, Ways(definition.Connection.Transports[0], []).Single())), .. Coded];

    public static IEnumerable<(string Model, string Way)> Coded =>
        [("goe-http-v2", "http"), ("hardy-barth-salia", "http"), ("keba-udp", "udp"), ("modbus-relay", "tcp"), ("tesla-twc3", "http")];

    private static IEnumerable<string> Ways(ModbusTransport first, IEnumerable<ModbusTransport> others) =>
        others.Prepend(first).Distinct().Select(transport => transport switch
        {
            ModbusTransport.Tcp => Transport.Tcp,
            ModbusTransport.Rtu => Transport.Rtu,
            ModbusTransport.RtuTcp => Transport.RtuOverTcp,
            _ => Transport.Ascii,
        }).Select(TransportNames.Of);
}
