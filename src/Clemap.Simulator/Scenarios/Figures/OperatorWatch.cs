using Clemap.LoadControl.GridOperator;
using Clemap.Simulator.Scenarios.Plant;
using Clemap.Simulator.Scenarios.Running;

namespace Clemap.Simulator.Scenarios.Figures;

/// <summary>How long charging takes to keep to an order of the grid operator, until the current is down and not only the order.</summary>
internal sealed class OperatorWatch(SimulatedSite site, Flows flows)
{
    private const double HairA = 0.1;

    private readonly List<(int Circuit, ReductionScope Scope, ReductionLimit Limit)> _inForce = [];
    private long _since = -1;

    public double? WorstS { get; private set; }

    public void Wished(bool rippleActive, ReadOnlySpan<LoadReduction> reductions, long now)
    {
        var before = _inForce.Count;
        _inForce.Clear();
        if (rippleActive) _inForce.Add((0, ReductionScope.Charging, site.Options.Ripple!.WhenActive));
        foreach (var reduction in reductions)
            _inForce.Add((reduction.CircuitId is { } id ? site.Topology.IndexOfCircuit(id) : 0, reduction.Scope, reduction.Limit));
        if (_inForce.Count > before && _since < 0) _since = now;
    }

    /// <summary>Called whenever currents or orders changed.</summary>
    public void Look(long now)
    {
        if (_since < 0 || !_inForce.TrueForAll(Keeps)) return;
        WorstS = Math.Max(WorstS ?? 0, now - _since);
        _since = -1;
    }

    public void Finish(long now)
    {
        if (_since >= 0) WorstS = Math.Max(WorstS ?? 0, now - _since);
    }

    private bool Keeps((int Circuit, ReductionScope Scope, ReductionLimit Limit) order)
    {
        var (circuit, scope, limit) = order;
        double Flow(int phase) => scope == ReductionScope.Charging ? flows.Charging(circuit, phase) : flows.Total(circuit, phase);
        var (highestA, sumA) = (Math.Max(Flow(0), Math.Max(Flow(1), Flow(2))), Flow(0) + Flow(1) + Flow(2));
        var stations = site.Tree.Under[circuit];
        return limit.Unit switch
        {
            ReductionUnit.AmperePerPhase => highestA <= Least(limit.Value * 3 * Vehicle.NominalV) / (3 * Vehicle.NominalV) + HairA,
            ReductionUnit.Watt => sumA * Vehicle.NominalV <= Least(limit.Value) + HairA * Vehicle.NominalV,
            ReductionUnit.Percent when scope == ReductionScope.Connection => highestA <= site.Topology.Circuits[circuit].RatingA.HighestA * limit.Value / 100 + HairA,
            ReductionUnit.Percent => sumA <= limit.Value / 100 * stations.Sum(station => site.Topology.Stations[station].MaximumA * site.Topology.Stations[station].Rotation.Phases) + HairA,
            _ => highestA <= HairA,
        };

        double Least(double powerW) => site.Options.Section14aApplies ? Math.Max(powerW, Section14a.MinimumPowerW(stations.Length)) : powerW;
    }
}
