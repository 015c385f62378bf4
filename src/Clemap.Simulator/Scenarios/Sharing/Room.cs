using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>
/// What the rules of others reckon with: how much current there is for charging on each circuit and phase. A meter that says nothing leaves none; the
/// margin and the grid operator's wishes are the same as for our own.
/// </summary>
internal sealed class Room(SiteTree tree, AllocatorOptions options)
{
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    private readonly double[] _roomA = new double[tree.Circuits.Length * 3];
    private readonly double[] _limitA = new double[tree.Circuits.Length * 3];
    private readonly double[] _capA = new double[tree.Circuits.Length];
    private readonly bool[] _known = new bool[tree.Circuits.Length];

    public SiteTree Tree => tree;

    /// <summary>For charging.</summary>
    public double OfA(int circuit, int phase) => _roomA[(circuit * 3) + phase];

    /// <summary>For all load, margin taken off.</summary>
    public double LimitA(int circuit, int phase) => _limitA[(circuit * 3) + phase];

    /// <summary>What the grid operator leaves for charging on each phase; infinite when it says nothing.</summary>
    public double CapA(int circuit) => _capA[circuit];

    /// <summary>False when its meter says nothing.</summary>
    public bool IsKnown(int circuit) => _known[circuit];

    public double WorstA(int circuit) => Math.Min(OfA(circuit, 0), Math.Min(OfA(circuit, 1), OfA(circuit, 2)));

    public void Take(int circuit, int phase, double currentA) => _roomA[(circuit * 3) + phase] -= currentA;

    public static bool Serves(CycleInput input, int station) => input.Stations[station] is { Reachable: true, Connected: true, Full: false };

    /// <summary>The fuse with the margin taken off, before anything is measured.</summary>
    public double CommissionedA(int circuit, int phase) => tree.Circuits[circuit].RatingA[(Phase)phase] * (1 - options.MarginShare);

    public void Reckon(CycleInput input, long now)
    {
        for (var circuit = 0; circuit < tree.Circuits.Length; circuit++)
        {
            _capA[circuit] = double.PositiveInfinity;
            var known = _known[circuit] = TryBaseLoad(input, circuit, out var baseA);
            for (var phase = 0; phase < 3; phase++)
            {
                var limitA = input.Circuits[circuit].Limit.Lower(tree.Circuits[circuit].RatingA[(Phase)phase]) * (1 - options.MarginShare);
                _limitA[(circuit * 3) + phase] = limitA;
                _roomA[(circuit * 3) + phase] = known ? limitA - baseA[(Phase)phase] : 0;
            }
        }

        foreach (var reduction in input.Reductions.Span)
        {
            if (reduction.IsInForce(DateTimeOffset.FromUnixTimeSeconds(now)))
                Reduce(reduction.CircuitId is { } id ? tree.Topology.IndexOfCircuit(id) : 0, reduction.Scope, reduction.Limit);
        }

        if (options.Ripple is { } ripple && ripple.IsActive(input.Ripple)) Reduce(0, ReductionScope.Charging, ripple.WhenActive);
    }

    private bool TryBaseLoad(CycleInput input, int circuit, out PhaseCurrents baseA)
    {
        baseA = tree.Circuits[circuit].StaticBaseLoadA ?? PhaseCurrents.Zero;
        if (!tree.IsMetered(circuit)) return true;
        if (!input.Circuits[circuit].MeterA.TryGet(MaximumAge, out baseA)) return false;
        foreach (var station in tree.Under[circuit])
        {
            if (input.Stations[station].MeasuredA.TryGet(MaximumAge, out var measuredA)) baseA -= measuredA;
        }

        return true;
    }

    private void Reduce(int circuit, ReductionScope scope, ReductionLimit limit)
    {
        for (var phase = 0; phase < 3; phase++)
        {
            var i = (circuit * 3) + phase;
            var allA = scope == ReductionScope.Connection ? tree.Circuits[circuit].RatingA[(Phase)phase] : tree.Under[circuit].Sum(station => tree.Stations[station].MaximumA);
            var allowedA = limit.Unit switch
            {
                ReductionUnit.AmperePerPhase => limit.Value,
                ReductionUnit.Watt => limit.Value / (3 * options.NominalV),
                ReductionUnit.Percent => allA * limit.Value / 100,
                _ => 0,
            };
            if (scope == ReductionScope.Connection) (_roomA[i], _limitA[i]) = (_roomA[i] - Math.Max(0, _limitA[i] - allowedA), Math.Min(_limitA[i], allowedA));
            else (_roomA[i], _capA[circuit]) = (Math.Min(_roomA[i], allowedA), Math.Min(_capA[circuit], allowedA));
        }
    }
}
