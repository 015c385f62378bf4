using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Chooses who runs. Whoever is admitted has its minimum taken from the rows.</summary>
internal sealed class Admission(SiteTopology topology, Contender[] contenders, StationFacts[] facts, Rows rows, Queue queue, AllocatorOptions options)
{
    // A station returns to three phases only where it would not be on the edge of one again.
    private const double SpareForThreePhasesA = 0.7;

    // Swapping is worth some effort, not any: so many looks at a station's rows a cycle, and so many partners for one that gives way.
    private const int MostLooks = 8_000;
    private const int MostCandidates = 16;

    private readonly int[] _blockedBy = new int[contenders.Length];
    private readonly int[] _candidates = new int[contenders.Length];
    private readonly int[] _marks = new int[rows.RoomA.Length];
    private int _mark;
    private int _looks;

    /// <param name="members">Of one class, in order.</param>
    public void Admit(ReadOnlySpan<int> members, ReadOnlySpan<StationMemory> memories, Clock clock)
    {
        foreach (var station in members)
            TryAdmit(station, memories[station], clock);
        if (FindWaiting(members) >= 2)
        {
            _looks = MostLooks;
            foreach (var large in members)
                TrySwap(large, members, memories, clock);
        }

        // A swap can leave room that nobody had before.
        if (FindWaiting(members) > 0)
        {
            foreach (var station in members)
                TryAdmit(station, memories[station], clock);
        }
    }

    /// <summary>Admits one station, with all that hang on the same output; a station that switches phases on as many as fit.</summary>
    public bool TryAdmit(int station, in StationMemory memory, Clock clock)
    {
        ref var contender = ref contenders[station];
        if (contender.Admitted)
            return false;
        if (topology.StationAt(station).SwitchesPhases)
            return TryAdmitOnPhases(station, ref contender, memory, clock);

        var group = topology.SwitchGroup(station);
        for (var member = 0; member < group.Length; member++)
        {
            if (Take(group[member]))
                continue;
            for (var taken = 0; taken < member; taken++)
                Dismiss(group[taken]);
            return false;
        }

        return true;
    }

    private bool Take(int station)
    {
        ref var contender = ref contenders[station];
        if (!rows.Fits(station, contender, contender.LowestA))
            return false;
        rows.Take(station, contender, contender.LowestA);
        return contender.Admitted = true;
    }

    private bool TryAdmitOnPhases(int station, ref Contender contender, in StationMemory memory, Clock clock)
    {
        var onOne = facts[station].OnOneTerminal;
        var all = contender.Phases;
        if (all.Count() == 1)
            return Take(station); // the vehicle uses one phase anyway
        var mayReturn = clock.Passed(memory.PhasesChangedAt, options.OnePhaseAtLeast)
            && (memory.PhasesRaisedAt == Clock.Never || clock.Passed(memory.PhasesRaisedAt, options.BetweenPhaseReturns));
        if (contender.OrderPhases == 3 || !contender.Runs || (mayReturn && rows.RoomFor(station, contender) >= contender.LowestA + SpareForThreePhasesA))
        {
            contender.OrderPhases = 3;
            if (Take(station))
                return true;
        }

        (contender.Phases, contender.OrderPhases) = (onOne, 1);
        if (Take(station))
            return true;
        (contender.Phases, contender.OrderPhases) = (all, memory.OrderPhases == 1 ? 1 : 3);
        return false;
    }

    private void Dismiss(int station)
    {
        ref var contender = ref contenders[station];
        rows.Take(station, contender, -contender.LowestA);
        contender.Admitted = false;
    }

    private void DismissGroup(int station)
    {
        foreach (var member in topology.SwitchGroup(station))
            Dismiss(member);
    }

    /// <summary>Notes who is not admitted, and a row that is in the way of each.</summary>
    private int FindWaiting(ReadOnlySpan<int> members)
    {
        var count = 0;
        foreach (var station in members)
        {
            if (contenders[station].Admitted)
                continue;
            rows.RoomFor(station, contenders[station], out _blockedBy[station]);
            count++;
        }

        return count;
    }

    // One large vehicle gives way when two waiting ones of its class fit in its place.
    private void TrySwap(int large, ReadOnlySpan<int> members, ReadOnlySpan<StationMemory> memories, Clock clock)
    {
        if (!contenders[large].Admitted || _looks <= 0 || queue.IsProtected(large, memories[large]))
            return;
        DismissGroup(large);
        var waiting = rows.IsNeeded(large, contenders[large]) ? [] : CandidatesFor(large, members);
        for (var first = 0; first < waiting.Length - 1; first++)
        {
            if (!TryAdmit(waiting[first], memories[waiting[first]], clock))
                continue;
            for (var second = first + 1; second < waiting.Length; second++)
            {
                _looks--;
                if (TryAdmit(waiting[second], memories[waiting[second]], clock))
                    return;
            }

            DismissGroup(waiting[first]);
        }

        foreach (var member in topology.SwitchGroup(large))
            Take(member);
    }

    /// <summary>The first of the waiting that fit now that the large one is gone: only those whose way was blocked by a row that it freed can.</summary>
    private ReadOnlySpan<int> CandidatesFor(int large, ReadOnlySpan<int> members)
    {
        _mark++;
        foreach (var member in topology.SwitchGroup(large))
        {
            foreach (var circuit in topology.PathOf(member))
                _marks.AsSpan(circuit * Rows.PerCircuit, Rows.PerCircuit).Fill(_mark);
        }

        var count = 0;
        foreach (var station in members)
        {
            if (station == large || contenders[station].Admitted || _blockedBy[station] < 0 || (IsOfCircuit(_blockedBy[station]) && _marks[_blockedBy[station]] != _mark))
                continue;
            _looks--;
            if (!CanFit(station))
                continue;
            _candidates[count++] = station;
            if (count == MostCandidates)
                break;
        }

        return _candidates.AsSpan(0, count);
    }

    private bool IsOfCircuit(int row) => !rows.IsPair(row) && !rows.IsSurplus(row);

    private bool CanFit(int station) =>
        topology.StationAt(station).SwitchesPhases || rows.Fits(station, contenders[station], contenders[station].LowestA);
}
