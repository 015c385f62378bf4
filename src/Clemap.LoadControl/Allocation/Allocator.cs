using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Shares the current of a site among its stations.</summary>
/// <remarks>
/// Built once per site model, for one thread at a time. It holds scratch memory only: what one cycle must tell the next is all in the
/// <see cref="AllocatorState"/>, so that the same input, state and moment always give the same decision. A cycle allocates nothing.
/// </remarks>
public sealed class Allocator
{
    private readonly SiteTopology _topology;
    private readonly AllocatorOptions _options;
    private readonly StationFacts[] _facts;
    private readonly Contender[] _contenders;
    private readonly CircuitBudget[] _budgets;
    private readonly bool[] _failSafe;
    private readonly bool[] _isMeasured;
    private readonly PhaseCurrents[] _measuredA;
    private readonly Clock _clock = new();
    private readonly AllocatorState _before;
    private readonly Decision _decision;
    private readonly Response _response;
    private readonly Headroom _headroom;
    private readonly Reductions _reductions;
    private readonly Assessment _assessment;
    private readonly Queue _queue;
    private readonly Targets _targets;
    private readonly Release _release;
    private readonly Explanation _explanation;

    public Allocator(SiteTopology topology, AllocatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        (_topology, _options) = (topology, options ?? AllocatorOptions.Default);
        var (circuits, stations) = (topology.Circuits.Count, topology.Stations.Count);
        _facts = [.. topology.Stations.Select(station => new StationFacts(station, _options))];
        _contenders = new Contender[stations];
        _budgets = new CircuitBudget[circuits];
        _failSafe = new bool[circuits];
        _isMeasured = new bool[stations];
        _measuredA = new PhaseCurrents[stations];
        _before = new AllocatorState(topology);
        _decision = new Decision(circuits, stations);
        _response = new Response(topology, _options);
        _headroom = new Headroom(topology, _options);
        _reductions = new Reductions(topology, _options);
        _queue = new Queue(topology, _contenders, _facts, _options);
        _assessment = new Assessment(topology, _facts, _queue, _options);
        _targets = new Targets(topology, _contenders, _facts, _queue, _options);
        _release = new Release(topology, _contenders, _options);
        _explanation = new Explanation(topology, _contenders, _facts, _targets.Rows, _queue);
    }

    /// <summary>One cycle. Call it every second, and at once when a meter shows an overload, a vehicle is plugged in or the grid operator calls.</summary>
    /// <param name="input">What is known now.</param>
    /// <param name="state">What the cycle before remembered; it is moved on.</param>
    /// <param name="now">A clock that never steps back; turns are aligned to it.</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="ArgumentException">Input or state belong to another site.</exception>
    public Decision Decide(CycleInput input, AllocatorState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(state);
        if (input.Stations.Length != _contenders.Length || input.Circuits.Length != _budgets.Length || state.Stations.Length != _contenders.Length)
            throw new ArgumentException("Input and state must be of the allocator's own site.", nameof(input));
        state.Remember(_before);
        _clock.Set(now);
        _decision.ClearFindings();

        Observe(input, state);
        _decision.GridOperator = Budget(input, state);
        _queue.Begin(_clock, ref state.Site);
        Assess(input, state);
        _targets.Set(_budgets, input, state, _clock);
        Response.NoteLimits(_targets.Rows, state.Circuits);
        _release.Order(_budgets, _queue.InOrder, state.Stations, _clock);
        Conclude(input, state);
        return _decision;
    }

    private void Observe(CycleInput input, AllocatorState state)
    {
        _headroom.Clear();
        for (var index = 0; index < _contenders.Length; index++)
        {
            ref readonly var reading = ref input.Stations[index];
            ref var memory = ref state.Stations[index];
            var station = _topology.StationAt(index);
            _isMeasured[index] = Observation.TryMeasure(station, reading, _options, out _measuredA[index]);
            Observation.Update(ref memory, station, reading, _isMeasured[index], _measuredA[index], _clock, _options);
            var isPlaced = Booking.IsPlaced(_facts[index], memory);
            _response.See(index, _isMeasured[index], isPlaced ? Booking.OnGrid(_measuredA[index], _facts[index], memory) : _measuredA[index], isPlaced);

            ref var contender = ref _contenders[index];
            contender = default;
            Booking.Set(ref contender, station, _facts[index], reading, memory, _clock, _options);
            if (reading.Reachable)
                AddCharging(index, station, reading, memory, ref contender);
        }

        _response.Watch(input, state, _clock);
    }

    private void AddCharging(int index, Station station, in StationInput reading, in StationMemory memory, ref Contender contender)
    {
        var isSettling = reading.Connected && memory.HasOrder && (IsRecent(memory.MovedAt) || IsRecent(memory.ConnectedSince));
        if (!isSettling && (!_isMeasured[index] || _measuredA[index] == PhaseCurrents.Zero))
            return; // it takes nothing, and nobody expects it to

        // Only what is booked for it can be taken off; above its maximum a station is not trusted, or draws what nobody keeps free for it.
        var mostA = PhaseCurrents.Balanced(station.MaximumA);
        var flowA = _isMeasured[index]
            ? Booking.OnGrid(PhaseCurrents.Max(PhaseCurrents.Zero - mostA, PhaseCurrents.Min(mostA, _measuredA[index])), _facts[index], memory)
            : PhaseCurrents.Zero;
        var orderedA = isSettling ? Booking.OnGrid(Booking.On(contender.DrawPhases, memory.OrderA), _facts[index], memory) : flowA;
        _headroom.Add(index, flowA, orderedA, _isMeasured[index] ? reading.MeasuredA.Age : TimeSpan.MaxValue);
        if (flowA.L1A < 0 || flowA.L2A < 0 || flowA.L3A < 0)
            contender.FeedsA = Math.Max(0, -Highest(flowA, contender.Phases));
    }

    private static double Highest(PhaseCurrents currentA, PhaseSet phases)
    {
        var highestA = double.NegativeInfinity;
        foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
        {
            if (phases.Includes(phase))
                highestA = Math.Max(highestA, currentA[phase]);
        }

        return highestA;
    }

    private bool IsRecent(long since) => since != Clock.Never && !_clock.Passed(since, _options.SettleTime);

    private GridOperatorState Budget(CycleInput input, AllocatorState state)
    {
        _headroom.Fill(_budgets, input, state, _clock);
        for (var circuit = 0; circuit < _budgets.Length; circuit++)
            _failSafe[circuit] = _budgets[circuit].FailSafe || (_topology.ParentOf(circuit) is >= 0 and var parent && _failSafe[parent]);
        if (input.PeakCapW is { } capW)
            PeakCap.Apply(ref _budgets[0], input.Circuits[0], capW, ref state.Site, _clock, _options);
        var operatorState = _reductions.Apply(_budgets, input, _clock);

        ref var site = ref state.Site;
        var locked = operatorState == GridOperatorState.Locked ? 1 : 0;
        if (input.PowerReturned || locked < site.Locked)
            site.StaggerFrom = _clock.Now;
        site.Locked = locked;
        return operatorState;
    }

    private void Assess(CycleInput input, AllocatorState state)
    {
        for (var index = 0; index < _contenders.Length; index++)
        {
            ref readonly var reading = ref input.Stations[index];
            _assessment.Assess(
                ref _contenders[index], index, reading, ref state.Stations[index], _isMeasured[index], _measuredA[index],
                _failSafe[_topology.PathOf(index)[0]], state.Site, _clock);
        }

        SwitchGroups.Align(_topology, _contenders);
        _queue.Sort(state.Stations);
    }

    private void Conclude(CycleInput input, AllocatorState state)
    {
        _explanation.Begin(_budgets);
        for (var index = 0; index < _contenders.Length; index++)
        {
            ref readonly var contender = ref _contenders[index];
            ref var memory = ref state.Stations[index];
            ref readonly var reading = ref input.Stations[index];
            var beforeA = memory.HasOrder ? memory.OrderA : reading.ConfirmedA ?? contender.MayDrawA;
            var reasons = _explanation.Of(index, _budgets);
            var station = _topology.StationAt(index);
            Remembrance.Update(ref memory, station, contender, reading, _queue, _clock, _options);
            _decision.SetPoint(index) = new SetPoint(
                station.Id, contender.OrderA, contender.TargetA, contender.OrderPhases, Change(beforeA, contender.OrderA),
                new DateTimeOffset(_clock.Now + _facts[index].OrderLifetime.Ticks, TimeSpan.Zero), reasons);
        }

        Findings.Collect(_decision, _topology, _contenders, _budgets, input, state, _options);
        for (var circuit = 0; circuit < _budgets.Length; circuit++)
        {
            ref readonly var budget = ref _budgets[circuit];
            _decision.Standing(circuit) = new CircuitStanding(_topology.CircuitAt(circuit).Id, budget.LimitA, budget.BaseLoadA, budget.Meter);
        }

        _decision.SteadyUntil = new DateTimeOffset(state.MovedOnFrom(_before) ? _clock.Now : _clock.NextChange, TimeSpan.Zero);
    }

    private static OrderChange Change(double beforeA, double orderA) =>
        orderA < beforeA - Rows.ToleranceA ? OrderChange.Decrease
        : orderA > beforeA + Rows.ToleranceA ? OrderChange.Increase
        : OrderChange.Hold;
}
