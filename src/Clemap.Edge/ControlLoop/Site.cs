using Clemap.Edge.Configuration;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Topology;

namespace Clemap.Edge.ControlLoop;

/// <summary>Everything of the configuration that is on the wire, ready to be polled.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly ModbusConnections connections;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(1), MaxResponseContentBufferSize = 1 << 20 };

    /// <param name="plugged">Stations with a session that was open when the controller stopped.</param>
    public Site(
        EdgeConfiguration configuration, EnergyRegisters registers, IReadOnlySet<Guid> plugged, TimeProvider time, ILogger log,
        ModbusTiming? timing = null)
    {
        connections = new ModbusConnections(time, timing ?? new ModbusTiming());
        Meters =
        [
            .. configuration.Meters.Select(meter => new MeterSource(
                meter, MeterModels.Create(meter.Model, meter.Host, meter.Port, meter.Unit, connections, time), time, log)),
        ];
        Stations =
        [
            .. configuration.Stations.Select(station => new StationSource(
                station, StationModels.Create(station, connections, http, Supply, plugged.Contains(station.Id), time), registers, time, log)),
        ];
        Topology = SiteModels.Topology(configuration, Stations.ToDictionary(s => s.Configuration.Id, s => s.StepA)).Topology
            ?? throw new InvalidOperationException("The configuration was checked before.");
    }

    public IReadOnlyList<MeterSource> Meters { get; }
    public IReadOnlyList<StationSource> Stations { get; }
    public SiteTopology Topology { get; }
    public SupplyVoltage Supply { get; } = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var station in Stations)
            station.Dispose();
        await connections.DisposeAsync();
        http.Dispose();
    }
}
