using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>
/// No measuring at all: each station has the same fixed part of what its circuits leave beside their worst load. Where that is below the minimum, the
/// first get the minimum and the others nothing.
/// </summary>
internal sealed class StaticRule : PeriodicRule
{
    private const int PeriodSeconds = 60;

    private readonly double[] _quotaA;

    public StaticRule(Room room)
        : base(room, PeriodSeconds)
    {
        _quotaA = new double[Tree.Stations.Length];
        Array.Fill(_quotaA, double.PositiveInfinity);
        var worstA = WorstLoads();
        for (var circuit = 0; circuit < worstA.Length; circuit++) Divide(circuit, worstA[circuit]);
    }

    protected override void Share(CycleInput input, Span<double> shareA)
    {
        for (var station = 0; station < shareA.Length; station++)
        {
            var capA = _quotaA[station];
            foreach (var circuit in Tree.Paths[station]) capA = Math.Min(capA, Room.CapA(circuit) / Tree.Under[circuit].Length);
            if (Sharing.Room.Serves(input, station)) shareA[station] = capA;
        }
    }

    private void Divide(int circuit, PhaseCurrents worstA)
    {
        var freeA = double.PositiveInfinity;
        for (var phase = 0; phase < 3; phase++) freeA = Math.Min(freeA, Room.CommissionedA(circuit, phase) - worstA[(Phase)phase]);
        var stations = Tree.Under[circuit];
        for (var place = 0; place < stations.Length; place++)
        {
            var minimumA = Tree.Stations[stations[place]].MinimumA;
            var evenA = freeA / stations.Length;
            var quotaA = evenA >= minimumA ? evenA : (place + 1) * minimumA <= freeA ? minimumA : 0;
            _quotaA[stations[place]] = Math.Min(_quotaA[stations[place]], quotaA);
        }
    }

    /// <summary>The worst load of each circuit, those below included when they add up to more.</summary>
    private PhaseCurrents[] WorstLoads()
    {
        var worstA = new PhaseCurrents[Tree.Circuits.Length];
        for (var circuit = worstA.Length - 1; circuit >= 0; circuit--)
        {
            worstA[circuit] = PhaseCurrents.Max(worstA[circuit], Tree.Circuits[circuit].WorstBaseLoadA);
            if (Tree.Parents[circuit] is >= 0 and var parent) worstA[parent] += worstA[circuit];
        }

        return worstA;
    }
}
