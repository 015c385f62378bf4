using Clemap.Simulator.Configuration;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Live;

/// <summary>A site with its meters and stations on the wire. Every request and every second of physics holds the same gate.</summary>
internal sealed class LiveSite : IAsyncDisposable
{
    private const int LongestCatchUpS = 86_400;

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<LiveStation> _stations;
    private readonly LivePorts _ports;
    private readonly LiveFaults _faults;
    private long? _last;

    /// <param name="visits">Who parks where; a garage that is busy from the start when absent.</param>
    public LiveSite(SiteConfiguration configuration, TimeProvider time, Func<ChargingPoint, IEnumerable<Visit>>? visits = null)
    {
        _time = time;
        var garage = new BusyGarage(new Chance(configuration.Seed), time.GetUtcNow().ToUnixTimeSeconds());
        Site = new Site(configuration, stepS: 1, visits ?? garage.At);
        _stations = [.. Site.Points.Select(point => new LiveStation(point, time))];
        _ports = new LivePorts(configuration, Site, _stations, time, _gate);
        _faults = new LiveFaults(_stations, _ports, _gate, time);
    }

    public Site Site { get; }
    public IReadOnlyList<IStationTwin> Twins => [.. _stations.Select(station => station.Twin)];

    /// <summary>The port of each station, in the order of the configuration, once it listens; port 0 of a configuration picks a free one.</summary>
    public IReadOnlyList<int> StationPorts => [.. _stations.Select(station => _ports.Of(station).Port)];

    /// <summary>Everything that listens.</summary>
    public IReadOnlyList<LivePort> Ports => _ports.All;

    public int MeterPort => _ports.Meters.Port;

    /// <summary>Opens all ports.</summary>
    /// <exception cref="UserErrorException">A port is not free; the sentence names it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Step();
        foreach (var port in _ports.All) await port.OpenAsync(cancellationToken);
    }

    /// <summary>One second of physics, or as many as passed since the last call.</summary>
    public void Step()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow().ToUnixTimeSeconds();
            if (now <= _last) return;
            // Seconds that a busy or sleeping machine missed are made up for; after days away the site goes on from now.
            var from = _last is { } last && now - last < LongestCatchUpS ? last + 1 : now;
            for (var second = from; second <= now; second++) Site.Advance(second, Tick);
            _last = now;
        }
    }

    /// <summary>Follows the faults of the configuration.</summary>
    public Task ApplyFaultsAsync(CancellationToken cancellationToken) => _faults.ApplyAsync(cancellationToken);

    /// <param name="station">Its place in the configuration.</param>
    /// <param name="fault">Absent is a sound wire.</param>
    public Task SetFaultAsync(int station, WireFault? fault, CancellationToken cancellationToken) =>
        _faults.SetAsync(_stations[station], fault, cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Step();
                await ApplyFaultsAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Step();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var port in _ports.All) await port.DisposeAsync();
    }

    private void Tick()
    {
        foreach (var station in _stations) station.Twin.Tick();
    }
}
