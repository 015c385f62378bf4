using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Says for each station what stands between it and more current.</summary>
internal sealed class Explanation(SiteTopology topology, Contender[] contenders, Rows rows, Queue queue)
{
    private const double NoticeableA = 1e-6;

    // Phases with as little room as that are full alike.
    private const double AlikeA = 0.05;

    private readonly int[] _running = new int[Rank.Highest + 1];
    private readonly int[] _waiting = new int[Rank.Highest + 1];
    private readonly int[] _place = new int[contenders.Length];

    /// <summary>Counts, by class, who runs, and gives the others their places. The rows hold what all targets leave.</summary>
    public void Begin()
    {
        Array.Clear(_running);
        Array.Clear(_waiting);
        foreach (var station in queue.InOrder)
        {
            if (contenders[station].TargetA > 0)
                _running[contenders[station].Rank]++;
        }

        var (rank, place) = (-1, 0);
        foreach (var station in queue.InOrder)
        {
            if (contenders[station].Rank != rank)
                (rank, place) = (contenders[station].Rank, 0);
            if (contenders[station].TargetA <= 0)
                _waiting[rank] = ++place;
            foreach (var member in topology.SwitchGroup(station))
                _place[member] = place;
        }
    }

    public ReasonList Of(int station, ReadOnlySpan<CircuitBudget> budgets)
    {
        ref readonly var contender = ref contenders[station];
        if (contender.Bound == ReasonCode.Queue)
            return new ReasonList(_waiting[contender.Rank] + 1, queue.TurnStart(queue.Turn + 1), new ReasonList(ReasonCode.Resting));
        if (contender.Standing != Standing.Competes)
            return new ReasonList(contender.Bound);
        var reasons = contender.TargetA >= contender.HighestA - NoticeableA ? new ReasonList(contender.Bound) : FullRow(station, contender, budgets);

        // A station that runs from 0 A up is not in a queue: a full circuit holds it at 0.
        if (contender.TargetA == 0 && contender.LowestA > 0)
            return reasons.First is ReasonCode.GridOperator or ReasonCode.Surplus ? reasons : InQueue(station, contender, reasons);
        if (contender.OrderPhases == 1 && topology.StationAt(station).SwitchesPhases)
            reasons = reasons.With(ReasonCode.OnePhase);
        return contender.OrderA < contender.TargetA - NoticeableA ? reasons.With(ReasonCode.Ramp) : reasons;
    }

    private ReasonList FullRow(int station, in Contender contender, ReadOnlySpan<CircuitBudget> budgets)
    {
        rows.RoomFor(station, contender, out var row);
        if (rows.IsSurplus(row))
            return new ReasonList(ReasonCode.Surplus);
        var index = rows.CircuitOf(row);
        var circuit = topology.CircuitAt(index);
        if (rows.IsPair(row))
            return new ReasonList(ReasonCode.Unbalance, circuit, rows.PhaseOf(row));
        var phase = rows.PhaseOf(row);
        var code = phase is null ? budgets[index].SumReason : budgets[index].PhaseReason;
        return code != ReasonCode.Circuit
            ? new ReasonList(code)
            : new ReasonList(code, circuit, phase is { } full ? FullestPhase(contender, row, full, budgets[index].ChargingA) : null);
    }

    /// <summary>
    /// Of the phases that are full alike, the one that really carries most: a phase that is only booked for a car which may not use it is full by the
    /// account, but a person who looks at the meter would not believe it.
    /// </summary>
    private Phase FullestPhase(in Contender contender, int row, Phase fullest, PhaseCurrents chargingA)
    {
        var first = row - (row % Rows.PerCircuit);
        foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
        {
            if (contender.Phases.Includes(phase) && rows.RoomA[first + (int)phase] <= rows.RoomA[row] + AlikeA && chargingA[phase] > chargingA[fullest])
                fullest = phase;
        }

        return fullest;
    }

    private ReasonList InQueue(int station, in Contender contender, ReasonList limit)
    {
        // Each turn as many of the waiting come in as there are places in the class.
        var places = Math.Max(1, _running[contender.Rank]);
        var turns = (_place[station] + places - 1) / places;
        return new ReasonList(_place[station], queue.TurnStart(queue.Turn + turns), limit);
    }
}
