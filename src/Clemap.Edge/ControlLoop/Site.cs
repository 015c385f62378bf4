using Clemap.Contracts.Sites;
using Clemap.Edge.Configuration;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds;
using Clemap.Edge.Stations.Ocpp;
using Clemap.LoadControl.Topology;

namespace Clemap.Edge.ControlLoop;

/// <summary>Everything of the configuration that is on the wire, ready to be polled.</summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(10);

    private readonly Wires wires;

    /// <param name="plugged">Stations with a session that was open when the controller stopped.</param>
    /// <param name="chargePoints">Needed when a station speaks OCPP.</param>
    public Site(
        EdgeConfiguration configuration, EnergyRegisters registers, IReadOnlySet<Guid> plugged, TimeProvider time, ILogger log,
        ModbusTiming? timing = null, ChargePoints? chargePoints = null)
    {
        wires = new Wires(time, timing ?? new ModbusTiming(), httpTimeout: TimeSpan.FromSeconds(1), CloudAccounts.Of(configuration, time));
        Meters =
        [
            .. configuration.Meters.Select(meter => new MeterSource(
                meter, Transformed(meter, Driver(meter, time)),
                new MeterCheck(MayFeedIn(configuration, meter), time), time, log)),
        ];
        Ripple = configuration.GridOperator?.Ripple is { } ripple ? new RippleSource(InputOf(ripple), time, log) : null;
        StationSource[] stations =
        [
            .. configuration.Stations.Select(station => new StationSource(
                station,
                station.Ocpp is null
                    ? configuration.Models.Create(station, wires, Supply, plugged.Contains(station.Id), time)
                    : chargePoints!.Station(station, Supply),
                registers, time, log)),
        ];
        Topology = SiteModels.Topology(configuration, stations.ToDictionary(s => s.Configuration.Id, s => s.Traits)).Topology
            ?? throw new InvalidOperationException("The configuration was checked before.");
        Stations = [.. stations.OrderBy(s => Topology.IndexOfStation(s.Configuration.Id))];
        CircuitMeters =
        [
            .. Topology.Circuits.Select(circuit => configuration.Circuits.First(c => c.Id == circuit.Id).MeterId is { } id
                ? Meters.First(meter => meter.Configuration.Id == id)
                : null),
        ];
    }

    public IReadOnlyList<MeterSource> Meters { get; }

    /// <summary>In the order of the topology.</summary>
    public IReadOnlyList<StationSource> Stations { get; }

    /// <summary>What measures each circuit, in the order of the topology: the first is the grid connection's.</summary>
    public IReadOnlyList<MeterSource?> CircuitMeters { get; }
    /// <summary><see langword="null"/> where no ripple-control receiver is wired.</summary>
    public RippleSource? Ripple { get; }

    public SiteTopology Topology { get; }
    public SupplyVoltage Supply { get; } = new();

    /// <summary>What the meter of the grid connection showed last; <see langword="null"/> when that is too old to be shown to anybody.</summary>
    public MeterSample? GridSample() => CircuitMeters[0]?.Latest is var (sample, age) && age + sample.MeasuredBefore <= Shown ? sample : null;

    private IMeter Driver(MeterConfiguration meter, TimeProvider time) => meter.Cloud is { } cloud
        ? new SmartMeMeter(wires.Clouds.Join(cloud.Account), cloud.Id, time)
        : MeterModels.Create(meter.Model, meter.Host, meter.Port, meter.Unit, wires.Modbus, time);

    private static IMeter Transformed(MeterConfiguration meter, IMeter driver) =>
        meter is { CtRatio: null, CtRatedA: null } ? driver : new TransformedMeter(driver, meter.CtRatio ?? 1, meter.CtRatedA);

    private static bool MayFeedIn(EdgeConfiguration configuration, MeterConfiguration meter) =>
        meter.Kind == MeterKind.Production || configuration.Circuits.FirstOrDefault(circuit => circuit.MeterId == meter.Id)?.GenerationA is not 0;

    private IDigitalInput InputOf(RippleConfiguration ripple) => ripple switch
    {
        { Modbus: { } modbus } => new ModbusInput(wires.Modbus.Unit(modbus.Host, modbus.Port, (byte)modbus.Unit), (ushort)modbus.Input),
        { Gpio: { } gpio } => new GpioInput(gpio.Chip, gpio.Line),
        _ => throw new InvalidOperationException("The configuration was checked before."),
    };

    /// <summary>What a test of the commissioning holds back.</summary>
    public TestLimits Test { get; } = new();

    /// <summary>Of a circuit or station.</summary>
    public string NameOf(Guid id) => (Topology.FindCircuit(id)?.Name ?? Topology.FindStation(id)?.Name)!;

    public async ValueTask DisposeAsync()
    {
        foreach (var station in Stations)
            station.Dispose();
        Ripple?.Dispose();
        await wires.DisposeAsync();
    }
}
