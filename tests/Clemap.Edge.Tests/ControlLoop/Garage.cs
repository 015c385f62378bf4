using System.Collections.Concurrent;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.Actions;
using Clemap.Edge.CloudLink;
using Clemap.Edge.GridCommands;
using Clemap.Edge.Tests.GridCommands;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Modbus;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.Modbus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.ControlLoop;

/// <summary>The whole controller with a meter and stations on real sockets; cars take at once what they are offered.</summary>
internal sealed class Garage : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EdgeDatabase database;
    private readonly Controller controller;
    private Alarms? alarms;

    /// <param name="stations">How many.</param>
    /// <param name="commission">Changes the configuration before the start.</param>
    /// <param name="time">The machine's clock unless given.</param>
    public Garage(int stations, Func<EdgeConfiguration, EdgeConfiguration>? commission = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        Stations = [.. Enumerable.Range(0, stations).Select(NewStation)];
        SetBase(5);
        Configuration = TestSite.Create(folder.Path, Meter.Port, [.. Stations.Select(station => station.Port)]);
        Configuration = commission?.Invoke(Configuration) ?? Configuration;
        database = new EdgeDatabase(folder.Path, time);
        Store = new ReadingStore(database, time);
        var sessions = new SessionStore(database);
        var registers = new EnergyRegisters(new Dictionary<Guid, EnergyRegister>());
        Site = new Site(
            Configuration, registers, new HashSet<Guid>(), time, NullLogger.Instance,
            new ModbusTiming { Answer = TimeSpan.FromMilliseconds(900) });
        Limits = new DesiredLimits(Configuration, Site.Topology, new Documents(database), time);
        Recorder = new Recorder(Site, Store, sessions, registers, time);
        Building = new BuildingControl(Configuration, new Documents(database), Limits.Changed, Time);
        Locks = new StationLocks(database);
        Grid = GridBench.Create(Configuration, Site, database, Limits, Clock);
        controller = new Controller(Configuration, Site, Limits, Locks, Grid, Building, Recorder, Live, time, Log);
    }

    public EdgeConfiguration Configuration { get; }
    public RegisterServer Meter { get; } = new();
    public RegisterServer[] Stations { get; }
    public Site Site { get; }
    public DesiredLimits Limits { get; }
    public StationLocks Locks { get; }

    /// <summary>Of the grid operator's orders only; the cloud was heard.</summary>
    public SiteClock Clock { get; } = GridBench.Heard(TimeProvider.System);
    public GridOperatorOrders Grid { get; }
    public BuildingControl Building { get; }

    /// <summary>Of the building interface only.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());
    public ReadingStore Store { get; }
    public LiveState Live { get; } = new();
    public EdgeDatabase Database => database;

    /// <summary>Of the controller itself.</summary>
    public Alarms Alarms => alarms ??= new Alarms(new Journal(database, Time, NullLogger<Journal>.Instance), NullLogger<Alarms>.Instance);

    public LinesLogger<Controller> Log { get; } = new();
    public Recorder Recorder { get; }

    /// <summary>Limits in the order in which they came over the wire: number of the station from 1, and A.</summary>
    public ConcurrentQueue<(int Station, int LimitA)> Orders { get; } = new();

    public double BaseA { get; private set; }

    public int Order(int station) => Stations[station - 1].Get(5004);

    public void SetBase(double currentA)
    {
        BaseA = currentA;
        for (ushort address = 19000; address < 19078; address += 2)
            Meter.SetFloat(address, 0);
        Refresh();
    }

    /// <summary>What the car takes changes, whatever was ordered; the meter shows it.</summary>
    public void Takes(int station, double currentA)
    {
        foreach (ushort address in (ushort[])[1008, 1010, 1012])
            Stations[station - 1].Set(address, (ushort)(currentA * 1000));
        Refresh();
    }

    public Task CycleAsync() => controller.CycleAsync(TestContext.Current.CancellationToken);

    public async Task CycleAsync(int times)
    {
        for (int i = 0; i < times; i++)
            await CycleAsync();
    }

    public void Wish(long version, double? circuitA, params (Guid Station, StationWish Wish)[] stations) => Limits.Offer(new DesiredStateDocument(
        version,
        new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(circuitA) },
        stations.ToDictionary(pair => pair.Station, pair => pair.Wish)));

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        database.Dispose();
        await Meter.DisposeAsync();
        foreach (var station in Stations)
            await station.DisposeAsync();
        folder.Dispose();
    }

    private RegisterServer NewStation(int index)
    {
        var station = new RegisterServer();
        station.Set(1000, 3);
        foreach (ushort address in (ushort[])[1008, 1010, 1012, 5004])
            station.Set(address, 0);
        foreach (ushort address in (ushort[])[1024, 1028, 1032, 1036])
            station.SetUInt32(address, 0);
        station.SetText(1600, 10, "");
        station.Written = write =>
        {
            if (write.Address != 5004)
                return;
            Orders.Enqueue((index + 1, write.Words[0]));
            foreach (ushort address in (ushort[])[1008, 1010, 1012])
                station.Set(address, (ushort)(write.Words[0] * 1000));
            Refresh();
        };
        return station;
    }

    private void Refresh()
    {
        double flowA = BaseA + (Stations is null ? 0 : Stations.Sum(station => station.Get(1008) / 1000.0));
        foreach (ushort address in (ushort[])[19012, 19014, 19016])
            Meter.SetFloat(address, flowA);
        foreach (ushort address in (ushort[])[19000, 19002, 19004])
            Meter.SetFloat(address, 230);
        foreach (ushort address in (ushort[])[19020, 19022, 19024])
            Meter.SetFloat(address, flowA * 230);
    }
}
