using Clemap.Simulator.Configuration;
using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations;
using Clemap.Simulator.Tests.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Simulator.Tests;

/// <summary>One station on the wire, with a clock that the test moves. A car is plugged in at its second second.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const byte GridUnit = 1;
    public const byte SubmeterUnit = 3;

    public static readonly DateTimeOffset Start = new(2026, 3, 10, 20, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);

    private Bench(StationConfiguration station, Car? car)
    {
        var configuration = new SiteConfiguration
        {
            MeterPort = 0,
            Meters = [new(Ids.Grid, MeterKind.Grid, GridUnit), new(Ids.Production, MeterKind.Production, 2)],
            Stations = [station],
        };
        Live = new LiveSite(configuration, _time, _ => Visits(car));
        Live.Site.Points[0].Energy.Start(123_456, 0);
    }

    public LiveSite Live { get; }
    public TimeProvider Time => _time;
    public ChargingPoint Point => Live.Site.Points[0];
    public int Port => Live.StationPorts[0];

    public static StationConfiguration Station(string model) => new()
    {
        Id = Ids.Station,
        Name = "A1",
        Model = model,
        Port = 0,
        MeterUnit = SubmeterUnit,
        Card = "04A1B2C3D6",
    };

    public static async Task<Bench> StartAsync(StationConfiguration station, CarModel? car = null, double stateOfCharge = 0.3, bool noCar = false)
    {
        var bench = new Bench(station, noCar ? null : new Car(car ?? new CarModel(60_000, 3, 32), stateOfCharge));
        await bench.Live.StartAsync(TestContext.Current.CancellationToken);
        return bench;
    }

    public static Task<Bench> StartAsync(string model) => StartAsync(Station(model));

    public T Twin<T>() where T : IStationTwin => (T)Live.Twins[0];

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Port);

    /// <summary>Lets seconds pass, one by one.</summary>
    public void After(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Live.Step();
        }
    }

    public ValueTask DisposeAsync() => Live.DisposeAsync();

    private static IEnumerable<Visit> Visits(Car? car) =>
        car is null ? [] : [new Visit(Start.ToUnixTimeSeconds() + 2, Start.ToUnixTimeSeconds() + 86_400, car.Model, car.StateOfCharge)];
}

internal static class Ids
{
    public static readonly Guid Grid = new("01900000-0000-7000-8000-000000000020");
    public static readonly Guid Production = new("01900000-0000-7000-8000-000000000021");
    public static readonly Guid Station = new("01900000-0000-7000-8000-0000000000a1");
}
