using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Says for each station what stands between it and more current.</summary>
internal sealed class Explanation(SiteTopology topology, Contender[] contenders, StationFacts[] facts, Rows rows, Queue queue)
{
    private const double NoticeableA = 1e-6;

    // Phases with as little room as that are full alike.
    private const double AlikeA = 0.05;

    private readonly int[] _running = new int[Rank.Highest + 1];
    private readonly int[] _waiting = new int[Rank.Highest + 1];
    private readonly int[] _place = new int[contenders.Length];

    // What there would be if nobody charged, and the row of it that is still too small for a station; -1 for none.
    private readonly Rows _all = new(topology);
    private readonly int[] _tooSmall = new int[contenders.Length];

    /// <summary>Counts, by class, who runs, and gives the others their places. The rows hold what all targets leave.</summary>
    public void Begin(ReadOnlySpan<CircuitBudget> budgets)
    {
        _all.Reset(budgets);
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
            var tooSmall = contenders[station].TargetA <= 0 ? RowTooSmallFor(station) : -1;
            if (contenders[station].TargetA <= 0 && tooSmall < 0)
                _waiting[rank] = ++place;
            foreach (var member in topology.SwitchGroup(station))
                (_place[member], _tooSmall[member]) = (place, tooSmall);
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
        {
            return reasons.First is ReasonCode.GridOperator or ReasonCode.Surplus ? reasons
                : _tooSmall[station] is not (>= 0 and var row) ? InQueue(station, contender, reasons)
                : reasons.First == ReasonCode.PeakCap ? reasons
                : new ReasonList(ReasonCode.NoRoom, topology.CircuitAt(_all.CircuitOf(row)), _all.PhaseOf(row));
        }

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

    /// <summary>The row on which it could not even run alone, so that no turn helps it; -1 when there is none.</summary>
    private int RowTooSmallFor(int station)
    {
        var onOnePhase = contenders[station] with { Phases = facts[station].OnOneTerminal };
        if (topology.StationAt(station).SwitchesPhases && _all.Fits(station, onOnePhase, onOnePhase.LowestA))
            return -1;

        var group = topology.SwitchGroup(station);
        var (tooSmall, fitting) = (-1, 0);
        while (tooSmall < 0 && fitting < group.Length)
        {
            ref readonly var member = ref contenders[group[fitting]];
            if (_all.RoomFor(group[fitting], member, out var row) < member.LowestA - Rows.ToleranceA)
                tooSmall = row;
            else
                _all.Take(group[fitting++], member, member.LowestA);
        }

        foreach (var member in group[..fitting])
            _all.Take(member, contenders[member], -contenders[member].LowestA);
        return tooSmall;
    }

    private ReasonList InQueue(int station, in Contender contender, ReasonList limit)
    {
        // Each turn as many of the waiting come in as there are places in the class.
        var places = Math.Max(1, _running[contender.Rank]);
        var turns = (_place[station] + places - 1) / places;
        return new ReasonList(_place[station], queue.TurnStart(queue.Turn + turns), limit);
    }
}
