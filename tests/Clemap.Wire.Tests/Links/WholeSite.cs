using Clemap.Edge;
using Clemap.Edge.Modbus;
using Clemap.LoadControl.Electrical;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Microsoft.AspNetCore.Builder;
using EdgeCircuit = Clemap.Edge.Configuration.CircuitConfiguration;
using EdgeStation = Clemap.Edge.Configuration.StationConfiguration;

namespace Clemap.Wire.Tests.Links;

/// <summary>
/// A whole controller and three stations under one fuse, each behind a link of its own, with cars that want all they can get. No meter helps: what flows at a
/// station that is away has to be reckoned. Everything runs by the machine's clock.
/// </summary>
internal sealed class WholeSite : IAsyncDisposable
{
    public const double FuseA = 32;

    /// <summary>The maximum of the station that gets lost, and what it may take when it is alone: more than its share.</summary>
    public const double AloneA = 16;

    private const double MinimumA = 6;
    private const double GoeA = 10; // holds no fallback, so that its maximum counts as that

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly string folder = Directory.CreateTempSubdirectory("clemap-whole-").FullName;
    private readonly CancellationTokenSource stop = new();
    private readonly LiveSite live;
    private readonly List<IFaultyLink> links = [];
    private readonly int lost;
    private WebApplication? edge;
    private Task physics = Task.CompletedTask;
    private double highestA;

    private WholeSite(string lostModel)
    {
        lost = Array.FindIndex(Kinds, kind => kind.Model == lostModel);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        live = new LiveSite(
            new SiteConfiguration
            {
                MeterPort = 0,
                Meters = [],
                Stations =
                [
                    .. Kinds.Select(kind => new StationConfiguration
                    {
                        Id = Guid.CreateVersion7(), Name = kind.Model, Model = kind.Model, Transport = kind.Twin, MaximumA = AloneA, FallbackA = MinimumA,
                    }),
                ],
            },
            TimeProvider.System, _ => [new Visit(now, now + 86_400, new CarModel(60_000, 3, 32), 0.3)]);
    }

    public static (string Model, Transport Twin, ModbusTransport? Edge)[] Kinds { get; } =
    [
        ("webasto-unite", Transport.Tcp, ModbusTransport.Tcp),
        ("heidelberg-energy-control", Transport.RtuOverTcp, ModbusTransport.RtuTcp),
        ("goe-http-v2", Transport.Http, null),
    ];

    public IFaultyLink Link => links[lost];
    public int Port => live.StationPorts[lost];

    /// <summary>The truth about the one that gets lost.</summary>
    public ChargingPoint Lost => live.Site.Points[lost];

    public IEnumerable<ChargingPoint> Others => live.Site.Points.Where(point => point != Lost);
    public IEnumerable<ChargingPoint> All => live.Site.Points;

    /// <summary>The most that flowed at any moment since the start on the fullest phase, by the twins themselves, A.</summary>
    public double HighestA => Volatile.Read(ref highestA);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<WholeSite> StartAsync(string lostModel)
    {
        var site = new WholeSite(lostModel);
        await site.live.StartAsync(Stop);
        site.links.AddRange(site.live.StationPorts.Select(port => new FaultyTcpLink(port)));
        site.physics = site.FlowAsync();
        site.edge = EdgeHost.Build(site.Configuration(), TimeProvider.System);
        await site.edge.StartAsync(Stop);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        if (edge is not null)
        {
            await edge.StopAsync(Stop);
            await edge.DisposeAsync();
        }
        await stop.CancelAsync();
        await physics;
        foreach (var link in links)
            await link.DisposeAsync();
        await live.DisposeAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Edge.Configuration.EdgeConfiguration Configuration()
    {
        var fuse = Guid.CreateVersion7();
        return new()
        {
            Serial = "CL-080-000001",
            DataDir = folder,
            LocalPort = 0,
            BaseLoadA = 0,
            Circuits = [new EdgeCircuit(fuse, "Garage", FuseA) { StaticBaseLoadA = PhaseCurrents.Zero }],
            Meters = [],
            Stations = [.. Kinds.Select((kind, i) => Station(kind.Model, kind.Edge, i, fuse))],
        };
    }

    private EdgeStation Station(string model, ModbusTransport? transport, int place, Guid fuse)
    {
        double maximumA = place != lost && model == "goe-http-v2" ? GoeA : AloneA;
        return new()
        {
            Id = live.Site.Points[place].Station.Id,
            Name = model,
            CircuitId = fuse,
            Model = model,
            Host = "127.0.0.1",
            Port = links[place].Port,
            Transport = transport,
            Phases = 3,
            Rotation = "123",
            MinimumA = MinimumA,
            MaximumA = maximumA,
            FallbackA = place == lost || model == "goe-http-v2" ? maximumA : MinimumA,
        };
    }

    /// <summary>The only one that lets time pass for the twins, so that no look falls between two of them.</summary>
    private async Task FlowAsync()
    {
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                live.Step();
                for (int phase = 0; phase < 3; phase++)
                    Volatile.Write(ref highestA, Math.Max(highestA, All.Sum(point => point.CurrentA[phase])));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
