using System.Net;
using System.Net.Sockets;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Meters;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Live;

/// <summary>A site with its meters and stations on the wire. Every request and every second of physics holds the same gate.</summary>
internal sealed class LiveSite : IAsyncDisposable
{
    private const int LongestCatchUpS = 86_400;

    private readonly SiteConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<int> _stationPorts = [];
    private long? _last;

    /// <param name="visits">Who parks where; a garage that is busy from the start when absent.</param>
    public LiveSite(SiteConfiguration configuration, TimeProvider time, Func<ChargingPoint, IEnumerable<Visit>>? visits = null)
    {
        _configuration = configuration;
        _time = time;
        var garage = new BusyGarage(new Chance(configuration.Seed), time.GetUtcNow().ToUnixTimeSeconds());
        Site = new Site(configuration, stepS: 1, visits ?? garage.At);
        Twins = [.. Site.Points.Select(point => StationModel.Named(point.Station.Model).CreateTwin(point, time))];
    }

    public Site Site { get; }
    public IReadOnlyList<IStationTwin> Twins { get; }

    /// <summary>The port of each station, in the order of the configuration, once it listens; port 0 of a configuration picks a free one.</summary>
    public IReadOnlyList<int> StationPorts => _stationPorts;

    public int MeterPort { get; private set; }

    /// <summary>Opens all ports.</summary>
    /// <exception cref="UserErrorException">A port is not free; the sentence names it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Step();
        MeterPort = StartModbus(_configuration.MeterPort, "the meters", MeterUnits(), ModbusServerLimits.Generous);
        foreach (var twin in Twins)
        {
            var station = twin.Point.Station;
            _stationPorts.Add(twin is GoeHttpV2 goe
                ? await StartGoeAsync(goe, cancellationToken)
                : StartModbus(station.Port, $"station {station.Name} ({station.Model})", twin.ModbusUnits, twin.ModbusLimits));
        }
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

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) Step();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Step();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private void Tick()
    {
        foreach (var twin in Twins) twin.Tick();
    }

    private Dictionary<byte, IModbusUnit> MeterUnits()
    {
        var units = _configuration.Meters.ToDictionary(
            meter => meter.Unit, meter => new JanitzaUmg(meter.Kind == MeterKind.Grid ? Site.Grid : Site.Production).Unit);
        foreach (var point in Site.Points)
        {
            if (point.Station.MeterUnit is { } unit) units.Add(unit, new JanitzaUmg(point).Unit);
        }

        return units;
    }

    private int StartModbus(int port, string who, IReadOnlyDictionary<byte, IModbusUnit> units, ModbusServerLimits limits)
    {
        var server = new ModbusServer(EndPoint(port), units, _gate, limits);
        try
        {
            server.Start();
        }
        catch (SocketException e)
        {
            throw new UserErrorException($"Port {port} for {who} cannot be opened: {e.Message}.", e);
        }

        _servers.Add(server);
        return server.Port;
    }

    private async Task<int> StartGoeAsync(GoeHttpV2 twin, CancellationToken cancellationToken)
    {
        var station = twin.Point.Station;
        try
        {
            var server = await GoeServer.StartAsync(twin, EndPoint(station.Port), _gate, cancellationToken);
            _servers.Add(server);
            return server.Port;
        }
        catch (IOException e)
        {
            var why = e.InnerException?.InnerException?.Message ?? e.Message;
            throw new UserErrorException($"Port {station.Port} for station {station.Name} ({station.Model}) cannot be opened: {why}.", e);
        }
    }

    private IPEndPoint EndPoint(int port) => new(IPAddress.Parse(_configuration.Address), port);
}
