using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Says for each station what stands between it and more current.</summary>
internal sealed class Explanation(
    SiteTopology topology, Rows rows, Queue queue, IReadOnlyList<Contender> contenders, IReadOnlyList<Contender> inOrder, double[] targetA)
{
    private const double NoticeableA = 1e-6;

    // Phases with as little room as that are full alike.
    private const double AlikeA = 0.05;

    public IReadOnlyList<Reason> Of(Contender contender, double orderA)
    {
        if (contender.Standing != Standing.Competes)
            return [new Reason(contender.Bound)];
        var aimA = targetA[contender.Index];
        // A station that runs from 0 A up is not in a queue: a full circuit holds it at 0.
        if (aimA == 0 && contender.LowestA > 0)
            return [QueuePlace(contender), FullCircuit(contender)];

        var limit = aimA >= contender.HighestA - NoticeableA ? new Reason(contender.Bound) : FullCircuit(contender);
        return orderA < aimA - NoticeableA ? [limit, new Reason(ReasonCode.Ramp)] : [limit];
    }

    private Reason FullCircuit(Contender contender)
    {
        var row = rows.TightestRow(contender.Index);
        var circuit = topology.Circuits[row / Rows.PerCircuit];
        return new Reason(ReasonCode.Circuit)
        {
            CircuitId = circuit.Id,
            CircuitName = circuit.Name,
            Phase = row % Rows.PerCircuit == Rows.SumRow ? null : FullestPhase(contender, row),
        };
    }

    /// <summary>
    /// Of the phases that are full alike, the one that really carries most: a phase that is only booked for a car which may not use it is full by the
    /// account, but a person who looks at the meter would not believe it.
    /// </summary>
    private Phase FullestPhase(Contender contender, int row)
    {
        var circuit = row / Rows.PerCircuit;
        var fullest = (Phase)(row % Rows.PerCircuit);
        foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
        {
            if (contender.Phases.Includes(phase)
                && rows[(circuit * Rows.PerCircuit) + (int)phase] <= rows[row] + AlikeA
                && FlowingA(circuit, phase) > FlowingA(circuit, fullest))
                fullest = phase;
        }

        return fullest;
    }

    private double FlowingA(int circuit, Phase phase) => contenders
        .Where(other => topology.PathOf(other.Index).Contains(circuit))
        .Sum(other => other.Input.MeasuredA.TryGet(TimeSpan.MaxValue, out var measuredA) && measuredA.IsFinite ? measuredA[phase] : 0);

    private Reason QueuePlace(Contender contender)
    {
        Contender[] sameClass = [.. inOrder.Where(other => other.Rank == contender.Rank)];
        var running = sameClass.Count(other => targetA[other.Index] > 0);
        var place = 1 + sameClass.TakeWhile(other => other.Index != contender.Index).Count(other => targetA[other.Index] == 0);

        // Each turn as many of the waiting come in as there are places in the class.
        var turns = (place + Math.Max(1, running) - 1) / Math.Max(1, running);
        return new Reason(ReasonCode.Queue) { QueuePlace = place, NextTurn = queue.TurnStart(queue.Turn + turns) };
    }
}
