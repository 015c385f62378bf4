using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Watches how the meters answer when charging changes. A meter that does not move with three-phase charging is not believed; a vehicle on one phase
/// that moves a single meter phase shows how its station is wired.
/// </summary>
internal sealed class Response(SiteTopology topology, AllocatorOptions options)
{
    private const double MovedA = 0.5;
    private const double ClearA = 3;
    private const double ClearOfThreePhasesA = 4;
    private const int VotesNeeded = 3;
    private const int NotBelievedAt = 3;
    private const int BelievedAgainAt = -2;

    // Stations and meters are read at different moments, and some tell means of seconds: only what stood still for a while is compared.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    // Over longer changes the base load moves too.
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(60);

    // With so little room left charging follows the base load, and the meter stands still although it is right.
    private const double HeldA = 3;

    /// <summary>A meter that once contradicted gets another chance after this.</summary>
    private static readonly TimeSpan AnotherChance = TimeSpan.FromMinutes(30);

    private readonly PhaseCurrents[] _nowA = new PhaseCurrents[topology.Stations.Count];
    private readonly bool[] _isPlaced = new bool[topology.Stations.Count];
    private readonly PhaseCurrents[] _meterA = new PhaseCurrents[topology.Circuits.Count];

    /// <param name="measuredA">On the grid's phases, or at the terminals when it cannot be placed.</param>
    /// <param name="isPlaced">True when it is known which phases of the grid the station loads.</param>
    public void See(int station, bool isMeasured, PhaseCurrents measuredA, bool isPlaced) =>
        (_nowA[station], _isPlaced[station]) = (isMeasured ? measuredA : PhaseCurrents.Balanced(double.NaN), isPlaced);

    public void Watch(CycleInput input, AllocatorState state, Clock clock)
    {
        for (var circuit = 0; circuit < _meterA.Length; circuit++)
        {
            _meterA[circuit] = input.Circuits[circuit].MeterA.TryGet(options.MaximumAge, out var meterA) && meterA.IsFinite ? meterA : PhaseCurrents.Balanced(double.NaN);
            ref var memory = ref state.Circuits[circuit];
            if (clock.Passed(memory.ContradictsSince, AnotherChance))
                (memory.ContradictsSince, memory.Contradictions) = (Clock.Never, NotBelievedAt - 1);
        }

        ref var watch = ref state.Watch;
        var moved = HasMoved(state);
        if (watch.CalmUntil != Clock.Never && !moved)
        {
            if (!clock.Reached(watch.CalmUntil))
                return;
            if (watch.MovedSince != Clock.Never && watch.CalmUntil - Calm.Ticks - watch.MovedSince <= LongestChange.Ticks)
                Judge(state, clock);
            TakeReference(state);
        }

        var changed = BeginCalm(state);
        watch.CalmUntil = changed ? clock.Now + Calm.Ticks : Clock.Never;
        if (changed)
            clock.Reached(watch.CalmUntil);
        watch.MovedSince = !moved ? watch.MovedSince : watch.MovedSince == Clock.Never ? clock.Now : watch.MovedSince;
    }

    public static void Distrust(ref CircuitMemory memory, Clock clock)
    {
        memory.Contradictions = NotBelievedAt;
        memory.ContradictsSince = clock.Now;
    }

    /// <summary>Notes where charging is held at a limit, so that it moves against the base load.</summary>
    /// <param name="rows">What all targets leave.</param>
    public static void NoteLimits(Rows rows, Span<CircuitMemory> circuits)
    {
        if (rows.SurplusRoomA < HeldA)
            circuits[0].HeldInCalm = 1;
        for (var circuit = 0; circuit < circuits.Length; circuit++)
        {
            var roomA = rows.RoomA.AsSpan(circuit * Rows.PerCircuit, Rows.PerCircuit);
            if (Math.Min(Math.Min(roomA[0], roomA[1]), Math.Min(roomA[2], roomA[Rows.SumRow] / 3)) < HeldA)
                circuits[circuit].HeldInCalm = 1;
        }
    }

    private static void TakeReference(AllocatorState state)
    {
        foreach (ref var memory in state.Watches)
            memory.ReferenceA = memory.CalmA;
        foreach (ref var memory in state.Circuits)
            (memory.ReferenceA, memory.Held) = (memory.CalmA, memory.HeldInCalm);
        state.Watch.MovedSince = Clock.Never;
    }

    /// <returns>False when nothing differs from the reference, so that there is nothing to wait for.</returns>
    private bool BeginCalm(AllocatorState state)
    {
        var changed = false;
        for (var station = 0; station < _nowA.Length; station++)
        {
            ref var memory = ref state.Watches[station];
            memory.CalmA = _nowA[station];
            changed |= memory.CalmA != memory.ReferenceA;
        }

        for (var circuit = 0; circuit < _meterA.Length; circuit++)
        {
            ref var memory = ref state.Circuits[circuit];
            memory.Held |= memory.HeldInCalm;
            (memory.CalmA, memory.HeldInCalm) = (_meterA[circuit], 0);
            changed |= memory.CalmA != memory.ReferenceA;
        }

        return changed;
    }

    private bool HasMoved(AllocatorState state)
    {
        for (var station = 0; station < _nowA.Length; station++)
        {
            if (Math.Abs(_nowA[station].HighestA - state.Watches[station].CalmA.HighestA) > MovedA)
                return true;
        }

        return false;
    }

    private static double MovedBy(int station, AllocatorState state) =>
        state.Watches[station].CalmA.HighestA - state.Watches[station].ReferenceA.HighestA;

    private void Judge(AllocatorState state, Clock clock)
    {
        for (var circuit = 0; circuit < _meterA.Length; circuit++)
        {
            var changeA = _meterA[circuit] - state.Circuits[circuit].ReferenceA;
            if (changeA.IsFinite)
                Judge(circuit, changeA, state, clock);
        }
    }

    private void Judge(int circuit, PhaseCurrents changeA, AllocatorState state, Clock clock)
    {
        var (onThreeA, otherA) = (0.0, 0.0);
        foreach (var station in topology.StationsUnder(circuit))
        {
            var byA = MovedBy(station, state);
            if (double.IsNaN(byA))
                return;
            if (IsBalanced(state.Watches[station].CalmA - state.Watches[station].ReferenceA))
                onThreeA += byA;
            else
                otherA += Math.Abs(byA);
        }

        if (Math.Abs(onThreeA) >= ClearOfThreePhasesA && otherA < Math.Abs(onThreeA) / 4 && (state.Circuits[circuit].Held | state.Circuits[circuit].HeldInCalm) == 0)
            Believe(ref state.Circuits[circuit], changeA, onThreeA, clock);
        foreach (var station in topology.StationsUnder(circuit))
        {
            if (Math.Abs(MovedBy(station, state)) >= ClearA && state.Stations[station].LoadedPhases.Count() is 1 or 2 && IsNearest(circuit, station)
                && TryExplainOthers(circuit, station, state, out var othersA))
                Learn(ref state.Stations[station], topology.StationAt(station), changeA - othersA, MovedBy(station, state));
        }
    }

    private static bool IsBalanced(PhaseCurrents currentA) =>
        Math.Max(Math.Abs(currentA.HighestA), Math.Abs(currentA.LowestA)) is var mostA && currentA.HighestA - currentA.LowestA <= mostA / 5;

    /// <summary>What all others below a circuit moved its meter by; false when one of them moved that cannot be placed.</summary>
    private bool TryExplainOthers(int circuit, int station, AllocatorState state, out PhaseCurrents othersA)
    {
        othersA = PhaseCurrents.Zero;
        foreach (var other in topology.StationsUnder(circuit))
        {
            if (other == station)
                continue;
            if (!_isPlaced[other] && Math.Abs(MovedBy(other, state)) > MovedA)
                return false;
            othersA += _isPlaced[other] ? state.Watches[other].CalmA - state.Watches[other].ReferenceA : PhaseCurrents.Zero;
        }

        return true;
    }

    private bool IsNearest(int circuit, int station)
    {
        foreach (var above in topology.PathOf(station))
        {
            if (double.IsFinite(_meterA[above].L1A))
                return above == circuit;
        }

        return false;
    }

    private static void Believe(ref CircuitMemory memory, PhaseCurrents changeA, double chargingA, Clock clock)
    {
        // The house moves single phases at any time: only what all three say alike counts, or one that mirrors charging while the others follow it.
        var (follow, still, mirror) = (0, 0, 0);
        foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
        {
            var share = changeA[phase] / chargingA;
            follow += share is >= 0.5 and <= 1.6 ? 1 : 0;
            still += share is > -0.3 and < 0.3 ? 1 : 0;
            mirror += share is >= -1.25 and <= -0.75 ? 1 : 0;
        }

        if (follow == 3)
            memory.Contradictions = Math.Min(0, memory.Contradictions) - 1;
        else if (mirror == 3)
            memory.Contradictions = Math.Max(0, memory.Contradictions) + 2;
        else if (still == 3 || (mirror == 1 && follow == 2))
            memory.Contradictions = Math.Max(0, memory.Contradictions) + 1;

        if (memory.Contradictions >= NotBelievedAt && memory.ContradictsSince == Clock.Never)
            memory.ContradictsSince = clock.Now;
        else if (memory.Contradictions <= BelievedAgainAt)
            memory.ContradictsSince = Clock.Never;
        memory.Contradictions = Math.Clamp(memory.Contradictions, BelievedAgainAt, NotBelievedAt);
    }

    private static void Learn(ref StationMemory memory, Station station, PhaseCurrents changeA, double byA)
    {
        var answered = PhaseSet.None;
        foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
        {
            var share = changeA[phase] / byA;
            if (share is >= 0.6 and <= 1.4)
                answered |= phase.AsSet();
            else if (Math.Abs(share) >= 0.3)
                return;
        }

        if (answered.Count() != memory.LoadedPhases.Count())
            return;
        memory.Votes = answered == memory.Vote ? Math.Min(memory.Votes + 1, VotesNeeded) : 1;
        memory.Vote = answered;
        if (memory.Votes < VotesNeeded)
            return;
        if (station.Rotation.IsKnown)
            memory.Mark(StationMarks.RotationWrong, answered != memory.LoadedPhases);
        else if (answered.Count() == 1 && (station.Rotation.Phases == 1 || memory.LoadedPhases == PhaseSet.L1))
            memory.LearntPhase = answered;
    }
}
