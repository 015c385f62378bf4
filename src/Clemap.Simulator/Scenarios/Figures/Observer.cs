using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Arrivals;
using Clemap.Simulator.Scenarios.Running;

namespace Clemap.Simulator.Scenarios.Figures;

/// <summary>Watches a run and sums it up.</summary>
internal sealed class Observer
{
    private const double TurnSeconds = 900;
    private const double WorthJudgingKwh = 0.1;

    private readonly SimulatedSite _site;
    private readonly Flows _flows;
    private readonly Wishes _wishes;
    private readonly CircuitLog[] _circuits;
    private readonly StationLog[] _stations;
    private readonly OperatorWatch _operator;

    public Observer(SimulatedSite site, Flows flows, Wishes wishes)
    {
        (_site, _flows, _wishes) = (site, flows, wishes);
        _circuits = [.. site.Topology.Circuits.Select((circuit, place) => new CircuitLog(site.Fuses[(place * 3)..(place * 3 + 3)], circuit.RatingA.L1A, site.Start))];
        _stations = [.. site.Stations.Select((station, place) => new StationLog(station, site.Groups[place].Priority.ToString()))];
        _operator = new OperatorWatch(site, flows);
    }

    public void Arrives(int station, Stay stay, long now) => _stations[station].Arrives(stay, now);

    public void Leaves(int station, long now) => _stations[station].Leaves(now);

    public void Moved(int station, long now) => _stations[station].Moved(now);

    public void Wished(CycleInput input, long now)
    {
        for (var i = 0; i < _circuits.Length; i++) _circuits[i].Limit(input.Circuits[i].Limit.Lower(_site.Topology.Circuits[i].RatingA.L1A), now);
        _operator.Wished(_wishes.RippleActive, input.Reductions.Span, now);
        _operator.Look(now);
    }

    public void Flowed(long now)
    {
        for (var i = 0; i < _circuits.Length; i++)
        {
            _circuits[i].Flow(
                _flows.Total(i, 0), _flows.Total(i, 1), _flows.Total(i, 2), _flows.Charging(i, 0) > 0, _flows.Charging(i, 1) > 0, _flows.Charging(i, 2) > 0, now);
        }

        _operator.Look(now);
    }

    public RunFigures Finish(long now)
    {
        Array.ForEach(_circuits, circuit => circuit.Finish(now));
        Array.ForEach(_stations, station => station.Finish(now));
        _operator.Finish(now);
        var visits = _stations.SelectMany(station => station.Visits).OrderBy(visit => visit.Leaves).ThenBy(visit => visit.Station, StringComparer.Ordinal).ToList();
        var judged = visits.Where(visit => visit.AskedKwh > WorthJudgingKwh).ToList();
        double[] overloadS = [.. _circuits.SelectMany(circuit => circuit.OverloadS).Order()];
        var askedKwh = judged.Sum(visit => visit.AskedKwh);
        var shortestPauseS = _stations.Min(station => station.ShortestPauseS);
        return new RunFigures
        {
            Trips = _circuits.Sum(circuit => circuit.Fuses.Sum(fuse => fuse.Trips)),
            FirstTrip = FirstTrip(),
            OverloadEvents = overloadS.Length,
            OverloadP50S = Quantile(overloadS, 0.5),
            OverloadP99S = Quantile(overloadS, 0.99),
            OverloadWorstS = Quantile(overloadS, 1),
            OverloadAs = _circuits.Sum(circuit => circuit.OverloadAs),
            Visits = visits.Count,
            DeliveredKwh = _stations.Sum(station => station.DeliveredWh) / 1000,
            AskedKwh = askedKwh,
            DeliveredShare = askedKwh > 0 ? judged.Sum(visit => Math.Clamp(visit.DeliveredKwh, 0, visit.AskedKwh)) / askedKwh : 1,
            Jain = judged.Count > 0 ? Jain(judged) : null,
            JainByClass = judged.GroupBy(visit => visit.Class).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, Jain),
            LongestWaitTurns = _stations.Max(station => station.LongestWaitS) / TurnSeconds,
            SwitchesPerHourMax = _stations.Max(station => station.SwitchesPerHourMax),
            SwitchesPerHourMean = _stations.Sum(station => station.Switches) / Math.Max(1, _stations.Sum(station => station.ConnectedSeconds) / 3600),
            ShortestPauseS = double.IsInfinity(shortestPauseS) ? null : shortestPauseS,
            PhaseSwitchesPerHourMax = _stations.Max(station => station.PhaseSwitchesPerHourMax),
            GridOperatorReactionS = _operator.WorstS,
            QuarterHourPeakW = _circuits[0].QuarterHourPeakW,
            SimulatedS = now - _site.Start,
            VisitList = visits,
        };
    }

    private FirstTrip? FirstTrip() => _site.Fuses
        .Select((fuse, place) => (Fuse: fuse, Place: place)).Where(entry => entry.Fuse.Trips > 0).OrderBy(entry => entry.Fuse.FirstTripAt)
        .Select(entry => new FirstTrip(
            _site.Topology.Circuits[entry.Place / 3].Name, entry.Place % 3 + 1, DateTimeOffset.UnixEpoch.AddSeconds(entry.Fuse.FirstTripAt)))
        .FirstOrDefault();

    private static double Quantile(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    /// <summary>(sum x)² / (n · sum x²) of the shares delivered.</summary>
    private static double Jain(IEnumerable<VisitFigures> visits)
    {
        double[] shares = [.. visits.Select(visit => Math.Clamp(visit.DeliveredKwh / visit.AskedKwh, 0, 1))];
        var squares = shares.Sum(share => share * share);
        return squares > 0 ? Math.Pow(shares.Sum(), 2) / (shares.Length * squares) : 0;
    }
}
