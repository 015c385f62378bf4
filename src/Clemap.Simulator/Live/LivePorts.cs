using System.Net;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Meters;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Live;

/// <summary>Where everything of a site is reached: the meter port, a port a station, and buses that several share.</summary>
internal sealed class LivePorts
{
    private readonly SiteConfiguration _configuration;
    private readonly PortOpener _opener;
    private readonly List<LivePort> _ports = [];
    private readonly List<BusMember> _onBuses = [];

    public LivePorts(SiteConfiguration configuration, Site site, IReadOnlyList<LiveStation> stations, TimeProvider time, Lock gate)
    {
        _configuration = configuration;
        _opener = new PortOpener(IPAddress.Parse(configuration.Address), gate);
        Meters = _opener.Modbus("the meters", new Wire(SharedMeters(site)), configuration.MeterPort, ModbusServerLimits.Generous);
        _ports.Add(Meters);
        foreach (var meter in configuration.Meters.Where(meter => meter.Transport is not null)) AddMeter(meter, Flow(meter, site), time);
        foreach (var station in stations) AddStation(station);
        foreach (var bus in _onBuses.GroupBy(member => member.Place)) AddBus([.. bus]);
    }

    public LivePort Meters { get; }

    public IReadOnlyList<LivePort> All => _ports;

    public LivePort Of(LiveStation station) => _ports.Single(port => port.Wires.Contains(station.Wire));

    private static SiteFlow Flow(MeterConfiguration meter, Site site) => meter.Kind == MeterKind.Grid ? site.Grid : site.Production;

    private Dictionary<byte, IModbusUnit> SharedMeters(Site site)
    {
        var units = _configuration.Meters.Where(meter => meter.Transport is null)
            .ToDictionary(meter => meter.Unit, meter => MeterModel.Unit(meter.Model, Flow(meter, site)));
        foreach (var point in site.Points)
        {
            if (point.Station.MeterUnit is { } unit) units.Add(unit, MeterModel.Unit(point.Station.MeterModel, point));
        }

        return units;
    }

    private void AddMeter(MeterConfiguration meter, IMeasuredFlow flow, TimeProvider time)
    {
        var who = $"the meter {meter.Id} ({meter.Model})";
        if (meter.Transport == Transport.Http)
        {
            var service = MeterModel.Service(meter, flow, time);
            _ports.Add(_opener.Rest(who, new Wire(new Dictionary<byte, IModbusUnit>()), meter.Port, () => service));
            return;
        }

        var wire = new Wire(new Dictionary<byte, IModbusUnit> { [meter.Unit] = MeterModel.Unit(meter.Model, flow) });
        Add(new BusMember(who, wire, meter.Transport!.Value, meter.Port, meter.Serial), ModbusServerLimits.Generous);
    }

    private void AddStation(LiveStation station)
    {
        var configuration = station.Point.Station;
        var transport = configuration.Transport ?? StationModel.Named(configuration.Model).Transport;
        if (transport == Transport.Http) _ports.Add(_opener.Rest(station.Who, station.Wire, configuration.Port, () => station.Rest));
        else if (transport == Transport.Udp) _ports.Add(_opener.Udp(station.Who, station.Wire, configuration.Port, () => station.Text));
        else Add(new BusMember(station.Who, station.Wire, transport, configuration.Port, configuration.Serial), station.Twin.ModbusLimits);
    }

    private void Add(BusMember member, ModbusServerLimits limits)
    {
        if (member.Transport == Transport.Tcp) _ports.Add(_opener.Modbus(member.Who, member.Wire, member.Port, limits));
        else _onBuses.Add(member);
    }

    private void AddBus(IReadOnlyList<BusMember> members)
    {
        var (who, wires) = (string.Join(", ", members.Select(member => member.Who)), members.Select(member => member.Wire).ToList());
        var first = members[0];
        _ports.Add(first.Transport.IsTerminal()
            ? _opener.Terminal(who, first.Transport, wires, first.Serial!.Path)
            : _opener.Bus(who, first.Transport, wires, first.Port));
    }

    private sealed record BusMember(string Who, Wire Wire, Transport Transport, int Port, SerialConfiguration? Serial)
    {
        public string Place => Transport.IsTerminal() ? Serial!.Path : FormattableString.Invariant($"{Port}");
    }
}
