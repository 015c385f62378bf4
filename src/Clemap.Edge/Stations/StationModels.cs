using Clemap.Edge.Configuration;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Stations;

internal static class StationModels
{
    private static readonly string[] Models = ["keba-p30", "alfen-ng9xx", "webasto-next", "evtec-bidipro", "goe-http-v2", "modbus-relay"];

    public static string Known => string.Join(", ", Models);

    public static bool IsKnown(string model) => Models.Contains(model);

    public static bool IsSwitched(string model) => model == "modbus-relay";

    /// <summary>False for a model that keeps the last order when nobody speaks to it: it may go on with its maximum.</summary>
    public static bool FallsBack(string model) => model != "goe-http-v2";

    public static IStation Create(
        StationConfiguration station, ModbusConnections connections, HttpClient http, SupplyVoltage supply, bool carAtStart, TimeProvider time)
    {
        ModbusUnit Unit(int usual) => connections.Unit(station.Host, station.Port, (byte)(station.Unit ?? usual));
        return station.Model switch
        {
            "keba-p30" => new KebaP30(Unit(255), station.FallbackA, time),
            "alfen-ng9xx" => new AlfenNg9xx(Unit(1), station.FallbackA, time),
            "webasto-next" => new WebastoNext(Unit(255), station.FallbackA, time),
            "evtec-bidipro" => new EvtecBidiPro(Unit(1), station.Phases, station.FallbackA, supply, time),
            "goe-http-v2" => new GoeHttpV2(http, new UriBuilder(Uri.UriSchemeHttp, station.Host, station.Port).Uri, station.FallbackA, time),
            "modbus-relay" => new ModbusRelay(Unit(1), Submeter(station, connections, time), station.Phases, station.MaximumA, carAtStart, time),
            _ => throw new ArgumentOutOfRangeException(nameof(station), station.Model, "The configuration lets only known models through."),
        };
    }

    private static IMeter Submeter(StationConfiguration station, ModbusConnections connections, TimeProvider time)
    {
        var meter = station.Meter!;
        return MeterModels.Create(meter.Model, meter.Host, meter.Port, meter.Unit, connections, time);
    }
}
