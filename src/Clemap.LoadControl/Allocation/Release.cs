using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Turns targets into orders. Decreases are ordered at once. An increase is ordered only into room that is there already, counting every station at
/// the most it may still be drawing; so the orders of one cycle are safe in whatever order, and however late, they arrive.
/// </summary>
internal sealed class Release(SiteTopology topology, Contender[] contenders, AllocatorOptions options)
{
    private const double SmallestRampA = 1;

    // What is left beside all that may be drawn, and beside all that is ordered.
    private readonly Rows _rows = new(topology);
    private readonly Rows _ordered = new(topology);

    /// <param name="budgets">All room, nothing taken.</param>
    /// <param name="inOrder">Who is raised first.</param>
    public void Order(ReadOnlySpan<CircuitBudget> budgets, ReadOnlySpan<int> inOrder, ReadOnlySpan<StationMemory> memories, Clock clock)
    {
        for (var station = 0; station < contenders.Length; station++)
            contenders[station].OrderA = Math.Min(contenders[station].TargetA, Held(station, contenders[station]));
        if (_rows.HasPairs)
            Balance(budgets, inOrder);

        _rows.Reset(budgets);
        for (var station = 0; station < contenders.Length; station++)
        {
            if (contenders[station].BookedA(contenders[station].MayDrawA) is not 0 and var bookedA)
                _rows.Take(station, contenders[station], contenders[station].DrawPhases, bookedA);
        }
        foreach (var station in inOrder)
        {
            if (contenders[station].TargetA <= contenders[station].OrderA)
                continue;
            var group = topology.SwitchGroup(station);
            if (group.Length > 1)
                RaiseGroup(group);
            else
                Raise(station, memories[station], clock);
        }
    }

    // Targets may rely on each other for balance; who is ahead goes back until the others are there.
    private void Balance(ReadOnlySpan<CircuitBudget> budgets, ReadOnlySpan<int> inOrder)
    {
        _ordered.Reset(budgets);
        for (var station = 0; station < contenders.Length; station++)
            _ordered.Take(station, contenders[station], contenders[station].BookedA(contenders[station].OrderA));
        // Who goes down may have balanced somebody who was looked at before.
        for (var pass = 0; pass < inOrder.Length && GoBack(inOrder); pass++)
            continue;
    }

    private bool GoBack(ReadOnlySpan<int> inOrder)
    {
        var wentBack = false;
        for (var place = inOrder.Length - 1; place >= 0; place--)
        {
            var station = inOrder[place];
            ref var contender = ref contenders[station];
            if (contender.OrderA <= 0 || -_ordered.BalanceRoomFor(station, contender) is not (> Rows.ToleranceA and var tooMuchA))
                continue;
            var lowerA = Steps.RoundDown(topology.StationAt(station), contender.LowestA, Math.Max(0, contender.OrderA - tooMuchA));
            lowerA = lowerA < contender.LowestA ? 0 : lowerA;
            _ordered.Take(station, contender, lowerA - contender.OrderA);
            contender.OrderA = lowerA;
            wentBack = true;
        }

        return wentBack;
    }

    private void Raise(int station, in StationMemory memory, Clock clock)
    {
        ref var contender = ref contenders[station];
        var heldA = contender.OrderA;
        if (heldA > 0 && contender.TargetA - heldA < options.DeadBandA && memory.OrderChangedAt != Clock.Never && !clock.Passed(memory.OrderChangedAt, options.SettleTime))
            return;
        var mostA = contender.MayDrawA + Math.Max(0, Room(station, contender));
        if (_rows.HasPairs)
            mostA = Math.Min(mostA, heldA + Math.Max(0, _ordered.BalanceRoomFor(station, contender)));
        var nextA = Steps.RoundDown(topology.StationAt(station), contender.LowestA, Math.Min(Ramp(contender), mostA));
        if (nextA <= heldA || nextA < contender.LowestA - Rows.ToleranceA)
            return;
        _rows.Take(station, contender, Math.Max(0, nextA - contender.MayDrawA));
        if (_rows.HasPairs)
            _ordered.Take(station, contender, nextA - heldA);
        contender.OrderA = nextA;
    }

    private void RaiseGroup(ReadOnlySpan<int> group)
    {
        for (var member = 0; member < group.Length; member++)
        {
            ref var contender = ref contenders[group[member]];
            var moreA = Math.Max(0, contender.TargetA - contender.MayDrawA);
            if (Room(group[member], contender) >= moreA - Rows.ToleranceA)
            {
                _rows.Take(group[member], contender, moreA);
                continue;
            }

            for (var taken = 0; taken < member; taken++)
                _rows.Take(group[taken], contenders[group[taken]], -Math.Max(0, contenders[group[taken]].TargetA - contenders[group[taken]].MayDrawA));
            return;
        }

        foreach (var station in group)
            contenders[station].OrderA = contenders[station].TargetA;
    }

    // A phase on which it is not drawing yet has to hold all of it.
    private double Room(int station, in Contender contender) =>
        (contender.Phases & ~contender.DrawPhases) == 0 ? _rows.RoomFor(station, contender) : _rows.RoomFor(station, contender) - contender.MayDrawA;

    // Before the first order the station may stand at a current that it could not be ordered to.
    private double Held(int station, in Contender contender)
    {
        var commissioned = topology.StationAt(station);
        return contender.PreviousA < contender.LowestA ? 0
            : Steps.RoundDown(commissioned, contender.LowestA, Math.Min(contender.PreviousA, commissioned.MaximumA));
    }

    // Half the way each cycle: if the estimate was wrong, the meter says so before all of it is given away.
    private static double Ramp(in Contender contender)
    {
        var fromA = contender.OrderA;
        if (fromA < contender.LowestA)
            return contender.LowestA;
        return contender.TargetA - fromA <= SmallestRampA ? contender.TargetA : fromA + Math.Max(SmallestRampA, (contender.TargetA - fromA) / 2);
    }
}
