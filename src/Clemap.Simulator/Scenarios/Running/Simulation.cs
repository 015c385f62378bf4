using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Figures;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>
/// A site in virtual time at a resolution of one second. Seconds in which nothing happens are left out: every part says when it changes next, and the
/// rule when it must be asked again. Leaving them out changes no figure but the number of cycles.
/// </summary>
internal sealed class Simulation
{
    private readonly SimulatedSite _site;
    private readonly ISharingRule _rule;
    private readonly bool _everySecond;
    private readonly CycleInput _input;
    private readonly StationOrder[] _orders;
    private readonly Flows _flows;
    private readonly Wishes _wishes;
    private readonly Troubles _troubles;
    private readonly SiteMeters _meters;
    private readonly Observer _observer;
    private readonly bool[] _more;
    private long _wishesAt;
    private long _staysAt;
    private long _ruleAt;
    private bool _powered = true;
    private bool _controlled = true;
    private bool _cloudLost;

    /// <param name="everySecond">Leaves no second out: slower, for the proof that this makes no difference.</param>
    public Simulation(SimulatedSite site, ISharingRule rule, bool everySecond = false)
    {
        (_site, _rule, _everySecond) = (site, rule, everySecond);
        _input = new CycleInput(site.Topology);
        _orders = new StationOrder[site.Stations.Length];
        _flows = new Flows(site);
        _wishes = new Wishes(site);
        _troubles = new Troubles(site.Faults, site.Topology.Circuits.Count, site.Stations.Length);
        _meters = new SiteMeters(site, _flows, _troubles);
        _observer = new Observer(site, _flows, _wishes);
        _more = [.. site.Stays.Select(stays => stays.MoveNext())];
        (_wishesAt, _staysAt, _ruleAt) = (site.Start, site.Start, site.Start);
    }

    public long Cycles { get; private set; }

    public RunFigures Run()
    {
        for (var now = _site.Start; now < _site.End; now = Math.Min(NextAt(now), _site.End)) Second(now);
        return _observer.Finish(_site.End) with { DecisionCycles = Cycles };
    }

    private void Second(long now)
    {
        var changed = false;
        if (now >= _troubles.NextAt) changed |= Strike(now);
        if (now >= _wishesAt)
        {
            _wishes.Apply(_input, now, _cloudLost);
            _wishesAt = _wishes.NextAt(now);
            _observer.Wished(_input, now);
            changed = true;
        }

        if (now >= _staysAt) ComeAndGo(now);
        var moved = now >= _flows.LoadsNextAt || _everySecond;
        if (moved) _flows.MoveLoads(now, _powered);
        changed |= MoveStations(now, moved);
        changed |= _meters.Read(_input, now);
        if (_powered && _controlled && (changed || now >= _ruleAt || _everySecond)) Decide(now);
        else if (changed) _ruleAt = now;
    }

    /// <summary>Faults begin or end.</summary>
    private bool Strike(long now)
    {
        _troubles.Update(now);
        var (wasPowered, wasControlled) = (_powered, _controlled);
        (_powered, _controlled) = (!_troubles.PowerCut, !_troubles.ControllerKilled);
        for (var i = 0; i < _site.Stations.Length; i++)
        {
            _site.Stations[i].Supply(!_troubles.IsLost(i), _powered, _controlled, now);
            _site.Stations[i].Ail(_troubles.IsRebooting(i), _troubles.IsIgnoring(i), now);
        }

        if (_powered != wasPowered) _flows.MoveLoads(now, _powered);
        if (_powered && _controlled && !(wasPowered && wasControlled)) _rule.Restart();
        _input.PowerReturned = _powered && !wasPowered;
        if (_troubles.CloudLost != _cloudLost) _wishesAt = now;
        _cloudLost = _troubles.CloudLost;
        return true;
    }

    private void ComeAndGo(long now)
    {
        _staysAt = long.MaxValue;
        for (var i = 0; i < _site.Stations.Length; i++)
        {
            var (station, stays) = (_site.Stations[i], _site.Stays[i]);
            // A stay that began before the run is entered late; one that is over is left out.
            while (_more[i] && stays.Current.LeavesAt <= now)
            {
                if (station.Connected) _observer.Leaves(i, now);
                _more[i] = stays.MoveNext();
            }

            if (!_more[i]) continue;
            if (!station.Connected && stays.Current.ArrivesAt <= now) _observer.Arrives(i, stays.Current, now);
            _staysAt = Math.Min(_staysAt, station.Connected ? stays.Current.LeavesAt : stays.Current.ArrivesAt);
        }
    }

    private bool MoveStations(long now, bool loadsMoved)
    {
        var (changed, currentChanged) = (false, loadsMoved);
        for (var i = 0; i < _site.Stations.Length; i++)
        {
            var station = _site.Stations[i];
            if (now >= station.NextAt || _everySecond)
            {
                station.Advance(now);
                _observer.Moved(i, now);
            }

            currentChanged |= station.CurrentChanged;
        }

        if (currentChanged)
        {
            _flows.SumCharging();
            _observer.Flowed(now);
        }

        for (var i = 0; i < _site.Stations.Length; i++)
        {
            var station = _site.Stations[i];
            if (!station.InputChanged && !station.CurrentChanged) continue;
            StationReadings.Read(_input, _site, _flows, i);
            (station.InputChanged, station.CurrentChanged, changed) = (false, false, true);
        }

        return changed;
    }

    private void Decide(long now)
    {
        _ruleAt = _rule.Decide(_input, now, _orders);
        Cycles++;
        if (_input.PowerReturned) (_input.PowerReturned, _ruleAt) = (false, Math.Min(_ruleAt, now + 1));
        for (var i = 0; i < _orders.Length; i++) _site.Stations[i].Tell(_orders[i].CurrentA, _orders[i].Phases, now);
    }

    private long NextAt(long now)
    {
        if (_everySecond) return now + 1;
        var next = Math.Min(Math.Min(_troubles.NextAt, _wishesAt), Math.Min(_staysAt, Math.Min(_flows.LoadsNextAt, _meters.NextAt)));
        if (_powered && _controlled) next = Math.Min(next, _ruleAt);
        foreach (var station in _site.Stations) next = Math.Min(next, station.NextAt);
        return Math.Max(next, now + 1);
    }
}
