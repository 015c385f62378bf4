using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.CloudLink;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>The OCPP endpoint on a real socket, its stations as the control loop has them, and a clock that only the test moves.</summary>
public abstract class OcppBench : IAsyncLifetime
{
    internal const string Identity = "CP-1";

    private readonly TemporaryFolder folder = new();
    private readonly List<TestChargePoint> stations = [];
    private EdgeDatabase? database;
    private OcppServer? server;

    protected OcppBench(DateTimeOffset? start = null) => Clock = new FakeTimeProvider(start ?? new DateTimeOffset(2026, 11, 2, 18, 0, 0, TimeSpan.Zero));

    internal FakeTimeProvider Clock { get; }

    internal EdgeConfiguration Configuration { get; private set; } = null!;

    internal ChargePoints Devices { get; private set; } = null!;

    internal StationSource[] Sources { get; private set; } = [];

    internal EdgeDatabase Database => database!;

    internal int Port => server!.Port;

    internal ChargePoint Device => Devices.Find(Identity)!;

    internal SupplyVoltage Supply { get; } = new();

    internal LinesLogger<OcppBench> Log { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var site = TestSite.Create(folder.Path, 502);
        Configuration = Commission(site with
        {
            Ocpp = new OcppConfiguration { Port = 0, Address = "127.0.0.1" },
            Stations = [Part(1)],
        });
        ConfigurationRules.Check(Configuration).ShouldBeEmpty();
        await StartAsync();
    }

    /// <summary>Changes the site before the start.</summary>
    internal virtual EdgeConfiguration Commission(EdgeConfiguration site) => site;

    internal static StationConfiguration Part(int connector) => new()
    {
        Id = TestSite.Station(connector),
        Name = $"A{connector}",
        CircuitId = TestSite.Grid,
        Model = "ocpp-generic",
        Ocpp = new OcppStationConfiguration(Identity) { Connector = connector },
        Phases = 3,
        Rotation = "123",
        MinimumA = 6,
        MaximumA = 16,
        FallbackA = 6,
    };

    internal TestChargePoint NewStation(string identity = Identity)
    {
        var station = new TestChargePoint(Port, identity, Clock);
        stations.Add(station);
        return station;
    }

    /// <summary>A station that is connected, has started, has told its state, and was asked what it can do.</summary>
    internal async Task<TestChargePoint> ReadyAsync(string status = "Preparing", Action<TestChargePoint>? prepare = null)
    {
        var station = NewStation();
        prepare?.Invoke(station);
        await ConnectAsync(station, status);
        return station;
    }

    internal async Task ConnectAsync(TestChargePoint station, string status = "Preparing")
    {
        await station.ConnectAsync();
        await station.BootAsync();
        foreach (var connector in Device.Connectors)
            await station.StatusAsync(status, connector.Id);
        await Patience.UntilAsync(() => Device.IsReady, "the station is ready");
    }

    /// <summary>One cycle of the control loop for one station.</summary>
    internal async Task<bool> CycleAsync(double limitA, int source = 0)
    {
        await Sources[source].PollAsync(Cancellation);
        return await Sources[source].OrderAsync(limitA, Cancellation);
    }

    /// <summary>Ends the edge and starts it again on the same data.</summary>
    internal async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    internal async Task StopAsync()
    {
        await server!.StopAsync(Cancellation);
        await server.DisposeAsync();
        database!.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var station in stations)
            await station.DisposeAsync();
        await server!.StopAsync(CancellationToken.None);
        await server.DisposeAsync();
        database!.Dispose();
        foreach (var source in Sources)
            source.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task StartAsync()
    {
        database = new EdgeDatabase(folder.Path);
        Devices = new ChargePoints(Configuration, database, Clock, Log);
        var registers = new EnergyRegisters(new Dictionary<Guid, EnergyRegister>());
        Sources = [.. Configuration.Stations.Select(station => new StationSource(station, Devices.Station(station, Supply), registers, Clock, NullLogger.Instance))];
        var alarms = new Alarms(new Journal(database, Clock, NullLogger<Journal>.Instance), NullLogger<Alarms>.Instance);
        server = new OcppServer(Configuration, Devices, alarms, TimeProvider.System, NullLoggerFactory.Instance);
        await server.StartAsync(Cancellation);
    }
}
