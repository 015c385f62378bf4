using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Who comes first when there is too little for all.</summary>
internal sealed class Queue
{
    private readonly SiteTopology _topology;
    private readonly AllocatorOptions _options;
    private readonly StationFacts[] _facts;
    private readonly int[] _inOrder;
    private readonly int[] _all;
    private readonly bool[] _isPlaced;
    private readonly Comparison<int> _earlier;
    private readonly Contender[] _contenders;
    private int _count;
    private Clock _clock = null!;

    public Queue(SiteTopology topology, Contender[] contenders, StationFacts[] facts, AllocatorOptions options)
    {
        (_topology, _contenders, _facts, _options) = (topology, contenders, facts, options);
        (_inOrder, _all, _isPlaced) = (new int[contenders.Length], [.. Enumerable.Range(0, contenders.Length)], new bool[contenders.Length]);
        _earlier = Earlier;
    }

    public long Turn { get; private set; }

    /// <summary>True in the first cycle of a turn: now the waiting come before the running.</summary>
    public bool TurnChanges { get; private set; }

    /// <summary>All that compete, highest class and longest wait first.</summary>
    public ReadOnlySpan<int> InOrder => _inOrder.AsSpan(0, _count);

    public DateTimeOffset TurnStart(long turn) => new(turn * _options.TurnLength.Ticks, TimeSpan.Zero);

    public void Begin(Clock clock, ref SiteMemory site)
    {
        _clock = clock;
        Turn = clock.Now / _options.TurnLength.Ticks;
        TurnChanges = site.Turn >= 0 && site.Turn < Turn;
        site.Turn = Turn;
        clock.Reached((Turn + 1) * _options.TurnLength.Ticks);
    }

    /// <summary>Started a moment ago, or in a turn that it waited for: it is not put aside for others of its class.</summary>
    public bool IsProtected(int station, in StationMemory memory) =>
        IsEntitled(memory) || (TurnChanges && memory.Waits) || IsJustStarted(station, memory);

    /// <summary>Of stations on one output only the first is in the queue.</summary>
    public void Sort(ReadOnlySpan<StationMemory> memories)
    {
        // Mostly the order is that of the cycle before; whatever it was, the result is the same.
        _count = 0;
        var sorted = true;
        foreach (var station in _all)
        {
            ref var contender = ref _contenders[station];
            if (contender.Standing != Standing.Competes || _topology.SwitchGroup(station)[0] != station)
                continue;
            SetKey(ref contender, station, memories[station]);
            sorted = sorted && (_count == 0 || Earlier(_inOrder[_count - 1], station) < 0);
            _inOrder[_count++] = station;
        }

        if (sorted)
            return;
        _inOrder.AsSpan(0, _count).Sort(_earlier);
        Remember();
    }

    private void Remember()
    {
        var place = 0;
        foreach (var station in InOrder)
        {
            _all[place++] = station;
            _isPlaced[station] = true;
        }

        for (var station = 0; station < _isPlaced.Length; station++)
        {
            if (!_isPlaced[station])
                _all[place++] = station;
            _isPlaced[station] = false;
        }
    }

    private void SetKey(ref Contender contender, int station, in StationMemory memory)
    {
        var isProtected = IsEntitled(memory) || IsJustStarted(station, memory);
        contender.Group = (memory.Runs, isProtected) switch
        {
            (true, true) => 0,
            (true, false) => TurnChanges && HadItsTurn(station, memory) ? 4 : 1,
            (false, _) => IsEntitled(memory) ? 2 : 3,
        };

        // Who waits longest comes first; who ran longest goes first when there is less for all, so that it does not hit the same one each time.
        contender.PausedAt = memory.PausedAt;
        contender.SortTime = memory.Runs ? -memory.RunningSince : memory.Waits ? memory.WaitingSince : _clock.Now;
    }

    // Who was put aside before runs for nearly a whole turn, so that nobody is switched twice in one; a start waits some seconds for room that others leave.
    private bool HadItsTurn(int station, in StationMemory memory) =>
        memory.PausedAt == Clock.Never ? !IsJustStarted(station, memory) : _clock.Passed(memory.RunningSince, _options.TurnLength * 0.9);

    public bool IsEntitled(in StationMemory memory) => memory.EntitledUntil != Clock.Never && !_clock.Reached(memory.EntitledUntil);

    private bool IsJustStarted(int station, in StationMemory memory) => memory.Runs && !_clock.Passed(memory.RunningSince, _facts[station].MinimumOn);

    private int Earlier(int one, int other)
    {
        ref readonly var a = ref _contenders[one];
        ref readonly var b = ref _contenders[other];
        if (a.Rank != b.Rank)
            return b.Rank.CompareTo(a.Rank);
        if (a.Group != b.Group)
            return a.Group.CompareTo(b.Group);
        if (a.SortTime != b.SortTime)
            return a.SortTime.CompareTo(b.SortTime);
        if (a.PausedAt != b.PausedAt)
            return b.PausedAt.CompareTo(a.PausedAt); // who was paused last is not paused again first
        if (a.LowestA != b.LowestA)
            return a.LowestA.CompareTo(b.LowestA);
        var (phasesA, phasesB) = (int.PopCount((int)a.Phases), int.PopCount((int)b.Phases));
        return phasesA != phasesB ? phasesA.CompareTo(phasesB) : one.CompareTo(other);
    }
}
