using Clemap.Simulator.Clouds;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations.Generated;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations;

/// <summary>The kinds of station that can be simulated, by the names that a site's configuration uses.</summary>
/// <param name="StepA">The smallest step of its set point; absent when it takes any value.</param>
/// <param name="PilotMinimumA">Below it there is no pilot signal for the car.</param>
/// <param name="Transports">What can carry its words; the first is what it has by nature.</param>
/// <param name="Port">Where the maker's own listens; absent for a serial line.</param>
/// <param name="Unit">The maker's unit id; absent for what is no Modbus.</param>
internal sealed record StationModel(
    string Name, double? StepA, double PilotMinimumA, bool Switched, IReadOnlyList<Transport> Transports, int? Port, byte? Unit,
    Func<ChargingPoint, TimeProvider, IStationTwin> CreateTwin)
{
    private const string Relay = "modbus-relay";

    private static readonly Dictionary<string, StationModel> Known = ProtocolReference.Facts.Stations
        .Where(device => TransportNames.Natural(device.Protocol) is not null)
        .Select(Of)
        .Append(new StationModel(
            Relay, null, 6, true, TransportNames.Modbus, 502, ModbusRelay.DefaultUnit, (point, time) => new ModbusRelay(point, time)))
        .ToDictionary(model => model.Name);

    public static IEnumerable<StationModel> All => Known.Values;

    public static IEnumerable<string> Names => Known.Keys;

    public Transport Transport => Transports[0];

    /// <exception cref="KeyNotFoundException">The name was not checked when the configuration was read.</exception>
    public static StationModel Named(string name) => Known[name];

    public static bool Exists(string name) => Known.ContainsKey(name);

    private static StationModel Of(ReferenceDevice device)
    {
        var directCurrent = ProtocolReference.Meanings.Of(device).DirectCurrent;
        return new StationModel(
            device.Id, device.ResolutionA, directCurrent ? 1 : 6, false, TransportsOf(device), device.Port, device.UnitId, TwinOf(device));
    }

    /// <summary>A station with a serial line may also stand behind a gateway, so Modbus is Modbus on any carrier.</summary>
    private static IReadOnlyList<Transport> TransportsOf(ReferenceDevice device)
    {
        var natural = TransportNames.Natural(device.Protocol)!.Value;
        if (!device.SpeaksModbus) return [natural];
        IEnumerable<Transport> all = [natural, .. TransportNames.Modbus.Where(transport => transport != natural)];
        return [.. device.AlsoProtocols.Contains("rest-local") ? all.Append(Transport.Http) : all];
    }

    /// <summary>By hand where a maker's own way says more than the facts; made from the facts otherwise.</summary>
    private static Func<ChargingPoint, TimeProvider, IStationTwin> TwinOf(ReferenceDevice device) => device.Id switch
    {
        "keba-p30" => (point, time) => new KebaP30(point, time),
        "keba-udp" => (point, time) => new KebaUdp(point, time),
        "alfen-ng9xx" => (point, time) => new AlfenNg9xx(point, time),
        "webasto-next" => (point, time) => new WebastoNext(point, time),
        "evtec-bidipro" => (point, time) => new EvtecBidipro(point, time),
        "goe-http-v2" => (point, _) => new GoeHttpV2(point),
        "hardy-barth-salia" => (point, time) => new HardyBarthSalia(point, time),
        "tesla-twc3" => (point, time) => new TeslaWallConnector(point, time),
        "easee-cloud" => (point, time) => new EaseeCloud(point, time),
        "zaptec-cloud" => (point, time) => new ZaptecCloud(point, time),
        "wallbox-cloud" => (point, time) => new WallboxCloud(point, time),
        "smartme-pico-rest" => (point, time) => new SmartMePicoCloud(point, time),
        "peblar" => (point, time) => point.Station.Transport == Transport.Http ? new PeblarRest(point) : new GeneratedModbusTwin(device, point, time),
        _ => (point, time) => new GeneratedModbusTwin(device, point, time),
    };
}
