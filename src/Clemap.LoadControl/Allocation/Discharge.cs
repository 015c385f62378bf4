using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Shares what may flow back: each vehicle as much as it shall, all alike where a circuit cannot take it all. What they feed back gives room to others
/// only once it is measured.
/// </summary>
internal sealed class Discharge
{
    private readonly SiteTopology _topology;
    private readonly Contender[] _contenders;
    private readonly Rows _rows;
    private readonly Filling _filling;
    private readonly int[] _members;

    public Discharge(SiteTopology topology, Contender[] contenders)
    {
        (_topology, _contenders, _members) = (topology, contenders, new int[contenders.Length]);
        _rows = new Rows(topology);
        _filling = new Filling(topology, contenders, _rows);
    }

    public void Share(ReadOnlySpan<CircuitBudget> budgets, CycleInput input)
    {
        var count = 0;
        for (var station = 0; station < _contenders.Length; station++)
        {
            ref var contender = ref _contenders[station];
            if (contender.Standing != Standing.Discharges)
                continue;
            contender.HighestA = Math.Min(input.Stations[station].DischargeA ?? 0, _topology.StationAt(station).DischargeMaximumA);
            contender.Admitted = true;
            _members[count++] = station;
        }

        if (count == 0)
            return;
        ResetRoom(budgets);
        var members = _members.AsSpan(0, count);
        _filling.Fill(members);
        foreach (var station in members)
        {
            ref var contender = ref _contenders[station];
            contender.TargetA = -Steps.RoundDown(_topology.StationAt(station), 0, contender.TargetA);
            contender.Admitted = false;
        }
    }

    // What is used on a circuit takes up what flows back; what generators feed comes first.
    private void ResetRoom(ReadOnlySpan<CircuitBudget> budgets)
    {
        _rows.Reset(budgets);
        for (var circuit = 0; circuit < budgets.Length; circuit++)
        {
            var commissioned = _topology.CircuitAt(circuit);
            var limitA = commissioned.ExportRatingA is { } exportA
                ? PhaseCurrents.Min(commissioned.RatingA, PhaseCurrents.Balanced(exportA))
                : commissioned.RatingA;
            _rows.SetRoom(circuit, limitA + budgets[circuit].BaseLoadA);
        }
    }
}
