using Clemap.Edge.ControlLoop;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Keba;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Clemap.Wire.Tests.Links;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Wire.Tests.Twins;

/// <summary>
/// A twin of the simulator with a car at its cable, and the edge's own driver of the model, with a real wire between them. The clock of both stands still while
/// they speak; waiting for an answer that does not come takes real time.
/// </summary>
internal sealed class TwinBench : IAsyncDisposable
{
    /// <summary>What the electrician set at the station itself.</summary>
    public const double StationA = 7;

    /// <summary>The fallback of edge.json.</summary>
    public const double CommissionedA = 8;

    public const double MaximumA = 16;

    /// <summary>As long as the simulated car needs to follow.</summary>
    public const int Follows = 8;

    private static readonly ModbusTiming Timing = new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(20) };
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 20, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Start);
    private readonly Wires wires;
    private readonly KebaLine keba = new(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
    private readonly SupplyVoltage supply = new();
    private readonly LiveSite live;
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-wire-").FullName;
    private IStation? driver;
    private StationSource? source;

    private TwinBench(string model, Transport transport, ModbusTiming timing)
    {
        (Model, Way) = (model, transport);
        wires = new Wires(TimeProvider.System, timing, httpTimeout: TimeSpan.FromSeconds(1));
        live = new LiveSite(
            new SiteConfiguration
            {
                MeterPort = 0,
                Meters = [],
                Stations = [new()
                {
                    Id = Guid.CreateVersion7(Start),
                    Name = "A1",
                    Model = model,
                    Transport = transport,
                    Serial = transport.IsTerminal() ? new(Path.Combine(folder, "bus")) : null,
                    Card = "04A1B2C3",
                    MaximumA = MaximumA,
                    FallbackA = StationA,
                    MeterUnit = 3,
                }],
            },
            time, _ => [new Visit(Start.ToUnixTimeSeconds() + 2, Start.AddDays(1).ToUnixTimeSeconds(), new CarModel(60_000, 3, 32), 0.3)]);
        Point.Energy.Start(123_456, 0);
    }

    public string Model { get; }

    /// <summary>Absent on a straight wire.</summary>
    public IFaultyLink? Link { get; private set; }
    public Transport Way { get; }

    /// <summary>The truth.</summary>
    public ChargingPoint Point => live.Site.Points[0];

    public IStation Driver => driver!;
    public StationSource Source => source!;
    public StationSample Sample => source!.Latest!.Value.Sample;
    public TimeProvider Time => time;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="way">What carries the words, by the simulator's names.</param>
    /// <param name="timing">One that tries again at once unless given.</param>
    /// <param name="link">Stands between the edge and the port of the twin.</param>
    public static async Task<TwinBench> StartAsync(string model, string way, ModbusTiming? timing = null, Func<int, IFaultyLink>? link = null)
    {
        var bench = new TwinBench(model, Enum.GetValues<Transport>().Single(known => TransportNames.Of(known) == way), timing ?? Timing);
        await bench.live.StartAsync(Stop);
        bench.Link = link?.Invoke(bench.live.StationPorts[0]);
        bench.Connect();
        return bench;
    }

    /// <summary>So many seconds in which the edge does not speak to it.</summary>
    public void Alone(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            live.Step();
        }
    }

    /// <summary>So many cycles of the edge, one each second: read, then order.</summary>
    public async Task CyclesAsync(int seconds, double? orderA)
    {
        for (int i = 0; i < seconds; i++)
        {
            Alone(1);
            supply.LowestV = Math.Min(Point.VoltageV[0], Math.Min(Point.VoltageV[1], Point.VoltageV[2]));
            await Source.PollAsync(Stop);
            if (orderA is { } limitA)
                await Source.OrderAsync(limitA, Stop);
        }
    }

    /// <param name="trouble">Absent is a sound wire.</param>
    public async Task SetFaultAsync(WireTrouble? trouble)
    {
        await live.SetFaultAsync(0, trouble is { } kind ? WireFault.Of(kind) : null, Stop);
        await Task.Delay(Timing.LongestRetry * 2, Stop); // in real time, as the connections count
    }

    /// <summary>One reading, a second after the last.</summary>
    public Task ReadAsync()
    {
        Alone(1);
        return Source.PollAsync(Stop);
    }

    private void Connect()
    {
        int port = Link?.Port ?? live.StationPorts[0];
        var station = new Edge.Configuration.StationConfiguration
        {
            Id = Guid.CreateVersion7(Start),
            Name = Model,
            CircuitId = Guid.CreateVersion7(Start),
            Model = Model,
            Host = "127.0.0.1",
            Port = port,
            Transport = Way switch
            {
                Transport.Tcp => ModbusTransport.Tcp,
                Transport.Rtu => ModbusTransport.Rtu,
                Transport.RtuOverTcp => ModbusTransport.RtuTcp,
                Transport.Ascii or Transport.AsciiOverTcp => ModbusTransport.Ascii,
                _ => null,
            },
            Serial = Way.IsTerminal() ? new(Path.Combine(folder, "bus")) : null,
            Phases = 3,
            Rotation = "123",
            MinimumA = 6,
            MaximumA = MaximumA,
            FallbackA = CommissionedA,
            Meter = new("127.0.0.1", live.MeterPort, 3, "janitza-umg"),
        };
        // One program of a machine alone can have the port of all KEBA stations.
        driver = Model == CodedModels.Keba
            ? new KebaUdp(new KebaLink(keba, "127.0.0.1", port, TimeProvider.System), CommissionedA, time)
            : StationModels.BuiltIn.Create(station, wires, supply, carAtStart: false, time);
        source = new StationSource(station, driver, new EnergyRegisters(new Dictionary<Guid, Edge.ControlLoop.EnergyRegister>()), time, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        source?.Dispose();
        await wires.DisposeAsync();
        await keba.DisposeAsync();
        if (Link is { } between)
            await between.DisposeAsync();
        await live.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
