using Clemap.Simulator.Configuration;
using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Simulator.Tests;

/// <summary>Several stations and meters on the wire, with a clock that the test moves. Cars are there from the second second.</summary>
internal sealed class SeveralBench : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Bench.Start);

    private SeveralBench(SiteConfiguration configuration) => Live = new LiveSite(
        configuration, _time, _ => [new Visit(Now + 2, Now + 86_400, new CarModel(60_000, 3, 32), 0.3)]);

    private static long Now => Bench.Start.ToUnixTimeSeconds();

    public LiveSite Live { get; }

    public static async Task<SeveralBench> StartAsync(IReadOnlyList<StationConfiguration> stations, params MeterConfiguration[] meters)
    {
        var bench = new SeveralBench(new SiteConfiguration
        {
            MeterPort = 0,
            Meters = meters is [] ? [new(Ids.Grid, MeterKind.Grid, 1)] : meters,
            Stations =
            [
                .. stations.Select((station, i) => station with { Id = new Guid(i + 1, 0, 0, new byte[8]), Name = $"S{i}", MeterUnit = null }),
            ],
        });
        await bench.Live.StartAsync(TestContext.Current.CancellationToken);
        return bench;
    }

    public ChargingPoint Point(int station) => Live.Site.Points[station];

    public async Task AfterAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Live.Step();
        }

        await Live.ApplyFaultsAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Live.DisposeAsync();
}
