using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Where every order is heading: admission, filling and steps, class by class.</summary>
internal sealed class Targets
{
    private readonly SiteTopology _topology;
    private readonly Contender[] _contenders;
    private readonly Queue _queue;
    private readonly AllocatorOptions _options;
    private readonly Admission _admission;
    private readonly Filling _filling;
    private readonly Steps _steps;
    private readonly Discharge _discharge;

    public Targets(SiteTopology topology, Contender[] contenders, StationFacts[] facts, Queue queue, AllocatorOptions options)
    {
        (_topology, _contenders, _queue, _options) = (topology, contenders, queue, options);
        Rows = new Rows(topology);
        _admission = new Admission(topology, contenders, facts, Rows, queue, options);
        _filling = new Filling(topology, contenders, Rows);
        _steps = new Steps(topology, contenders, Rows);
        _discharge = new Discharge(topology, contenders);
    }

    /// <summary>What all targets leave.</summary>
    public Rows Rows { get; }

    public void Set(ReadOnlySpan<CircuitBudget> budgets, CycleInput input, AllocatorState state, Clock clock)
    {
        Rows.Reset(budgets);
        for (var station = 0; station < _contenders.Length; station++)
        {
            if (_contenders[station].BookedA(0) is not 0 and var bookedA)
                Rows.Take(station, _contenders[station], bookedA);
        }

        for (var station = 0; station < _contenders.Length; station++)
        {
            if (_contenders[station].KeepsOrder)
                _contenders[station].TargetA = OutOfReach(station, _contenders[station]);
        }

        // The minima of all classes are kept before a higher one gets more than its own.
        for (var rank = Rank.Highest; rank > Rank.Surplus; rank--)
            Admit(OfRank(rank), state, clock);
        for (var rank = Rank.Highest; rank > Rank.Surplus; rank--)
            Fill(OfRank(rank));
        if (OfRank(Rank.Surplus) is { Length: > 0 } onSurplus)
            ChargeFromSurplus(onSurplus, budgets, state, clock);
        // Who takes nothing is offered what is left after all others.
        Admit(OfRank(Rank.Idle), state, clock);
        Fill(OfRank(Rank.Idle));
        _discharge.Share(budgets, input);
    }

    private void Admit(ReadOnlySpan<int> members, AllocatorState state, Clock clock)
    {
        if (members.Length == 0)
            return;
        _admission.Admit(members, state.Stations, clock);
        foreach (var station in members)
        {
            foreach (var member in _topology.SwitchGroup(station))
                _contenders[member].TargetA = _contenders[member].Admitted ? _contenders[member].LowestA : 0;
        }
    }

    private void Fill(ReadOnlySpan<int> members)
    {
        if (members.Length == 0)
            return;
        _filling.Fill(members);
        _steps.Apply(members);
        // What the steps left may still serve those who can be set to any current.
        _filling.Fill(members, anyCurrentOnly: true);
    }

    private void ChargeFromSurplus(ReadOnlySpan<int> members, ReadOnlySpan<CircuitBudget> budgets, AllocatorState state, Clock clock)
    {
        var otherA = 0.0;
        foreach (ref readonly var contender in _contenders.AsSpan())
            otherA += Math.Max(contender.TargetA, contender.ReservedA) * contender.Phases.Count();
        var nowA = Surplus.Now(budgets[0].BaseLoadA.SumA, otherA, ref state.Site, clock, _options, out var startA, out var keepA);

        // Running ones stand first in the class; what they hold is not there for others to start on.
        var running = 0;
        while (running < members.Length && _contenders[members[running]].Runs)
            running++;
        Rows.SurplusRoomA = keepA;
        foreach (var station in members[..running])
        {
            if (!_admission.TryAdmit(station, state.Stations[station], clock) && _queue.IsProtected(station, state.Stations[station]))
                KeepDespiteCloud(station, state, clock);
        }

        var heldA = keepA - Rows.SurplusRoomA;
        Rows.SurplusRoomA = startA - heldA;
        foreach (var station in members[running..])
            _admission.TryAdmit(station, state.Stations[station], clock);

        heldA += startA - heldA - Rows.SurplusRoomA;
        Rows.SurplusRoomA = nowA - heldA;
        foreach (var station in members)
            _contenders[station].TargetA = _contenders[station].Admitted ? _contenders[station].LowestA : 0;
        Fill(members);
    }

    // Just started: it goes on at its minimum for the time it must run, if the fuses have room.
    private void KeepDespiteCloud(int station, AllocatorState state, Clock clock)
    {
        var roomA = Rows.SurplusRoomA;
        Rows.SurplusRoomA = double.PositiveInfinity;
        _admission.TryAdmit(station, state.Stations[station], clock);
        Rows.SurplusRoomA = roomA;
    }

    // It may never hear this; if it does, it must find no more than what is kept free for it.
    private double OutOfReach(int station, in Contender contender)
    {
        if (_topology.SwitchGroup(station).Length > 1 || Rows.RoomFor(station, contender) < -Rows.ToleranceA)
            return 0; // on a common output all are off, or one order would contradict another
        var keptA = Math.Min(Math.Min(contender.PreviousA, contender.ReservedA), contender.HighestA);
        return keptA < contender.LowestA ? 0 : keptA;
    }

    private ReadOnlySpan<int> OfRank(int rank)
    {
        var inOrder = _queue.InOrder;
        var first = 0;
        while (first < inOrder.Length && _contenders[inOrder[first]].Rank > rank)
            first++;
        var end = first;
        while (end < inOrder.Length && _contenders[inOrder[end]].Rank == rank)
            end++;
        return inOrder[first..end];
    }
}
