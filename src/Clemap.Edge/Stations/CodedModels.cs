using Clemap.Edge.Cascade;
using Clemap.Edge.Configuration;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Stations.Clouds;
using Clemap.Edge.Stations.Keba;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Stations.Salia;

namespace Clemap.Edge.Stations;

/// <summary>The models that are code, because they speak no registers.</summary>
internal static class CodedModels
{
    public const string GpioRelay = "gpio-relay";
    public const string Keba = "keba-udp";

    /// <summary>Another controller, with its building.</summary>
    public const string Member = "clemap-edge";

    private const string Goe = "goe-http-v2";
    private const string Relay = "modbus-relay";
    private const string Salia = "hardy-barth-salia";
    private const string Tesla = "tesla-twc3";

    public static IReadOnlyList<ModelDocument> All { get; } =
    [
        new(GpioRelay, "any", "ON/OFF station behind the device's own output", "gpio", "high", Experimental: false, new(
            "A", null, "switch", PhaseSwitching: false, Card: false, Currents: true, "lifetime", "none", FallsBack: false, FallbackS: null, Firmware: null)),
        new(Goe, "go-e", "Charger with API v2", "http", "high", Experimental: false, new(
            "A", 1, "release", PhaseSwitching: true, Card: true, Currents: true, "lifetime", "none", FallsBack: false, FallbackS: null, Firmware: null)),
        new(Salia, "Hardy Barth", "cPH2, cPµ2 (Salia board)", "http", "medium", Experimental: false, new(
            "A", 1, "limit", PhaseSwitching: true, Card: false, Currents: true, "lifetime", "lifeBit", FallsBack: false, FallbackS: null, Firmware: null)),
        new(Keba, "KEBA", "KeContact P20, P30 (UDP)", "udp", "medium", Experimental: false, new(
            "A", 0.001, "release", PhaseSwitching: false, Card: true, Currents: true, "lifetime", "repeatedWrite", FallsBack: true, 30, Firmware: null)),
        new(Relay, "any", "ON/OFF station behind an output module", "modbus tcp", "high", Experimental: false, new(
            "A", null, "switch", PhaseSwitching: false, Card: false, Currents: true, "lifetime", "repeatedWrite", FallsBack: true, 20, Firmware: null)),
        new(Member, "CLEMAP", "another controller with its building (cascade)", "modbus tcp", "high", Experimental: false, new(
            "A", null, "limit", PhaseSwitching: false, Card: false, Currents: true, "none", "repeatedWrite", FallsBack: true, 135, Firmware: null)),
        new(Tesla, "Tesla", "Wall Connector Gen 3 (is read, takes no orders)", "http", "medium", Experimental: false, new(
            "none", null, "none", PhaseSwitching: false, Card: false, Currents: true, "lifetime", "notApplicable", FallsBack: false, FallbackS: null, Firmware: null)),
        .. OcppModels.Documents,
        .. CloudModels.Documents,
    ];

    public static ModelDocument? Find(string model) => All.FirstOrDefault(known => known.Id == model);

    public static bool IsSwitched(string model) => model is Relay or GpioRelay;

    /// <summary>It takes no orders: the others share what it leaves at its maximum.</summary>
    public static bool TakesNoOrders(string model) => model == Tesla;

    /// <summary>A per phase that it takes as a limit; <see langword="null"/> where nobody said.</summary>
    public static (double LowestA, double HighestA)? Limits(string model) => model switch
    {
        Keba => (KebaUdp.LowestA, KebaUdp.HighestA),
        Salia or Tesla => (6, 32),
        _ => CloudModels.Limits(model),
    };

    /// <summary>What has to be set at the station.</summary>
    public static IReadOnlyList<string> Commissioning(string model) => model switch
    {
        GpioRelay =>
        [
            "The contactor is normally open and closes when the line is high.",
            "A resistor pulls the line low, so that it is open while the device starts.",
        ],
        Keba => ["The DIP switch for UDP (DSW1.3) is ON.", "No other program on this device listens to UDP port 7090.", "Modbus TCP is not used to control it."],
        Relay => ["The watchdog of the module opens its outputs when nobody speaks to it for 20 s or less."],
        Salia => ["Its own charge mode is set to what may flow without the controller, and not above maximumA.", "No other energy manager sends it a heartbeat."],
        Member => ["Its building interface is open to this controller (building.modbusPort), and to nobody else.", "Its building.keepAliveS is 120 or less."],
        Tesla => ["The current that its own commissioning was given is maximumA."],
        _ => CloudModels.Commissioning(model),
    };

    public static IStation Create(StationConfiguration station, Wires wires, bool carAtStart, TimeProvider time)
    {
        SwitchedStation Switched(IDigitalOutput output) => new(output, Submeter(station, wires, time), station.Phases, station.MaximumA, carAtStart, time);
        Uri Web() => new UriBuilder(Uri.UriSchemeHttp, station.Host, station.Port ?? 80).Uri;
        return station.Model switch
        {
            GpioRelay => Switched(wires.Gpio.Of(station.Gpio!.Chip, station.Gpio.Line)),
            Goe => new GoeHttpV2(wires.Http, Web(), station.FallbackA, time),
            Keba => new KebaUdp(new KebaLink(wires.Keba, station.Host, station.Port ?? KebaLine.UsualPort, time), station.FallbackA, time),
            Member => new MemberController(wires.Modbus.Unit(station.Host, station.Port ?? 5020, (byte)(station.Unit ?? 1)), station.FallbackA, time),
            Relay => Switched(new ModbusCoil(wires.Modbus.Unit(station.Host, station.Port ?? 502, (byte)(station.Unit ?? 1)))),
            Salia => new HardyBarthSalia(wires.Http, Web(), time),
            Tesla => new TeslaWallConnector(wires.Http, Web(), station.MaximumA, time),
            _ => CloudModels.Create(station, wires.Clouds, time),
        };
    }

    private static IMeter Submeter(StationConfiguration station, Wires wires, TimeProvider time)
    {
        var meter = station.Meter!;
        return MeterModels.Create(meter.Model, meter.Host, meter.Port, meter.Unit, wires.Modbus, time);
    }
}
