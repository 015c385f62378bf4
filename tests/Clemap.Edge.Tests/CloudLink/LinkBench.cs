using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Actions;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.GridCommands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.CloudLink;

/// <summary>The link of an edge with its outbox, against a cloud on a real socket.</summary>
internal sealed class LinkBench : IAsyncDisposable
{
    public static readonly Guid Source = TestSite.Station(1);

    private readonly TemporaryFolder folder = new();
    private CloudService? service;

    private LinkBench(TestCloud cloud)
    {
        Cloud = cloud;
        Clock = new SiteClock(DeviceClock);
        Database = new EdgeDatabase(folder.Path, Clock);
        Store = new ReadingStore(Database, Clock);
        Journal = new Journal(Database, Clock, NullLogger<Journal>.Instance);
        Alarms = new Alarms(Journal, NullLogger<Alarms>.Instance);
        var site = TestSite.Create(folder.Path, 1, 2);
        Limits = new DesiredLimits(site, SiteModels.Topology(site).Topology!, new Documents(Database), Clock);
        var (actions, locks) = (new ActionStore(Database), new StationLocks(Database));
        Site = GridBench.Site(site, Clock);
        Orders = new Orders(new ActionDesk(site, actions, locks, Limits, Journal, Clock), actions, locks, GridBench.Create(site, Site, Database, Limits, Clock));
    }

    public TestCloud Cloud { get; }
    public SteppingClock DeviceClock { get; } = new();
    public SiteClock Clock { get; }
    public EdgeDatabase Database { get; }
    public ReadingStore Store { get; }
    public Journal Journal { get; }
    public Alarms Alarms { get; }
    public DesiredLimits Limits { get; }
    public Orders Orders { get; }
    public Site Site { get; }
    public LinkState Link { get; } = new();
    public string Folder => folder.Path;
    public string KeyFile => Path.Combine(folder.Path, "device.key");

    public static async Task<LinkBench> CreateAsync() => new(await TestCloud.StartAsync());

    public async Task StartAsync(LinkTiming? timing = null, CloudConfiguration? way = null)
    {
        var configuration = TestSite.Create(folder.Path, 1, 2) with { Cloud = way ?? new CloudConfiguration(Cloud.Address, TestCloud.OneTimeCode) };
        service = new CloudService(
            configuration, new Documents(Database), Limits, Orders, Store, new SessionStore(Database), Link, Journal, Alarms, Clock,
            NullLogger<CloudService>.Instance, timing);
        await service.StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        if (service is null)
            return;
        await service.StopAsync(CancellationToken.None);
        service.Dispose();
        service = null;
    }

    /// <summary>Rows of this moment and before, one a slot.</summary>
    public void Fill(int rows, TimeSpan before = default)
    {
        var newest = SlotRecorder.SlotOf(Clock.GetUtcNow() - before);
        Store.Store(
            [.. Enumerable.Range(0, rows).Select(i => new Reading { SourceId = Source, At = newest.AddSeconds(-10 * i), ImportWh = i })],
            [],
            new Dictionary<Guid, EnergyRegister>());
    }

    /// <summary>Rows that no compression makes small.</summary>
    public void FillWithNoise(int rows, TimeSpan before)
    {
        var (newest, random) = (SlotRecorder.SlotOf(Clock.GetUtcNow() - before), new Random(1));
        float Any() => (float)(random.NextDouble() * 200);
        Store.Store(
            [
                .. Enumerable.Range(0, rows).Select(i => new Reading
                {
                    SourceId = Source, At = newest.AddSeconds(-10 * i), ImportWh = random.NextInt64(1_000_000_000),
                    VoltageL1V = Any(), VoltageL2V = Any(), VoltageL3V = Any(), CurrentL1A = Any(), CurrentL2A = Any(), CurrentL3A = Any(), ActiveL1W = Any(), ActiveL2W = Any(), ActiveL3W = Any(),
                    ReactiveVar = Any(), ApparentVA = Any(),
                }),
            ],
            [],
            new Dictionary<Guid, EnergyRegister>());
    }

    public static DesiredStateDocument Wish(long version, double gridA) => new(
        version, new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(gridA) }, new Dictionary<Guid, StationWish>());

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Site.DisposeAsync();
        Database.Dispose();
        await Cloud.DisposeAsync();
        folder.Dispose();
    }
}
