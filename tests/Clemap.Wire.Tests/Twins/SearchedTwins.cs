using Clemap.Edge.Commissioning;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Wire.Tests.Twins;

/// <summary>A network with a charging twin of each model that can be found there, and the edge's search through it.</summary>
public sealed class SearchedTwins : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-wire-").FullName;
    private Dictionary<string, FoundDevice> found = [];

    /// <summary>Model, way.</summary>
    internal static IEnumerable<(string Model, string Way)> Findable => TwinModels.EveryWay
        .Where(twin => twin.Way == "tcp" && WhyNot(twin.Model) is null)
        .Concat(TwinModels.Coded.Where(twin => WhyNot(twin.Model) is null));

    internal FoundDevice Of(string model) => found[model];

    /// <summary>Why a model cannot be found on the network; absent when it can.</summary>
    internal static string? WhyNot(string model) =>
        StationModels.IsSwitched(model) ? "A contact tells nothing of what it switches."
        : model == CodedModels.Keba ? "Its answers go to one port of the machine, which the running controller has."
        : StationModels.BuiltIn.Definition(model) is { } definition && !definition.Connection.Transports.Contains(Edge.Modbus.ModbusTransport.Tcp)
            ? "It hangs on a serial bus, where a search would disturb the others."
        : StationModels.BuiltIn.Definition(model) is { } read && read.Reads == new ReadsDefinition() ? "It tells nothing, so that whatever stands there would be taken for it."
        : null;

    public async ValueTask InitializeAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 10, 20, 0, 0, TimeSpan.Zero));
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        var twins = Findable.ToList();
        await using var live = new LiveSite(
            new Simulator.Configuration.SiteConfiguration
            {
                MeterPort = 0,
                Meters = [],
                Stations = [.. twins.Select(twin => new Simulator.Configuration.StationConfiguration
                {
                    Id = Guid.CreateVersion7(),
                    Name = twin.Model,
                    Model = twin.Model,
                    Transport = twin.Way == "tcp" ? Simulator.Configuration.Transport.Tcp : null,
                })],
            },
            time, _ => [new Visit(now + 1, now + 86_400, new CarModel(60_000, 3, 32), 0.3)]);
        await live.StartAsync(stop);
        time.Advance(TimeSpan.FromSeconds(20));
        live.Step();
        var ports = live.StationPorts;
        foreach (var device in await SearchAsync([.. ports], stop))
            found[twins[ports.ToList().IndexOf(device.Port)].Model] = device;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<FoundDevice>> SearchAsync(IReadOnlyList<int> ports, CancellationToken stop)
    {
        var configuration = new EdgeConfiguration
        {
            Serial = "CL-080-000001",
            DataDir = folder,
            LocalPort = 0,
            BaseLoadA = 10,
            Circuits = [new(Guid.CreateVersion7(), "Grid connection", 63)],
            Meters = [],
            Stations = [],
        };
        await using var site = new Edge.ControlLoop.Site(
            configuration, new EnergyRegisters(new Dictionary<Guid, Edge.ControlLoop.EnergyRegister>()), new HashSet<Guid>(), TimeProvider.System, NullLogger.Instance);
        using var database = new EdgeDatabase(folder);
        using var bench = new TestBench(
            site, new Documents(database), new Journal(database, TimeProvider.System, NullLogger<Journal>.Instance), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), TimeProvider.System, NullLogger<TestBench>.Instance);
        var scan = new Scan(configuration, new Identification(StationModels.BuiltIn, TimeProvider.System), TimeProvider.System);
        await scan.RunAsync(bench, Subnet.Parse("127.0.0.1/32")!, ports, stop);
        return scan.Found;
    }
}
