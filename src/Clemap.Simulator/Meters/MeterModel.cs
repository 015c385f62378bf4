using Clemap.Simulator.Configuration;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Meters;

/// <summary>The kinds of meter that can be simulated, by the names that a site's configuration uses.</summary>
internal static class MeterModel
{
    private const string Janitza = "janitza-umg";
    private const string SmartMe = "smartme-meter-rest";

    public static IEnumerable<ReferenceDevice> All => ProtocolReference.Facts.Meters;

    public static IEnumerable<string> Names => All.Select(device => device.Id);

    public static bool Exists(string name) => All.Any(device => device.Id == name);

    /// <summary>A meter with a serial line may also stand behind a gateway, so Modbus is Modbus on any carrier.</summary>
    public static IReadOnlyList<Transport> Transports(string name) => name == SmartMe ? [Transport.Http] : TransportNames.Modbus;

    /// <exception cref="KeyNotFoundException">The name was not checked when the configuration was read.</exception>
    public static IModbusUnit Unit(string name, IMeasuredFlow flow) => name switch
    {
        Janitza => new JanitzaUmg(flow).Unit,
        "sunspec-201-204" => new SunSpecMeter(ProtocolReference.Meter(name), flow, model: 203),
        "sunspec-211-214" => new SunSpecMeter(ProtocolReference.Meter(name), flow, model: 213),
        _ => GeneratedMeter.Unit(ProtocolReference.Meter(name), flow),
    };

    public static IRestService Service(MeterConfiguration meter, IMeasuredFlow flow, TimeProvider time) => new SmartMeMeter(meter.Id, flow, time);
}
