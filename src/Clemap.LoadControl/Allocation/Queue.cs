using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>Who comes first when there is too little for all.</summary>
internal sealed class Queue(DateTimeOffset now, long? previousTurn, AllocatorOptions options)
{
    public long Turn { get; } = now.UtcTicks / options.TurnLength.Ticks;

    public DateTimeOffset TurnStart(long turn) => new(turn * options.TurnLength.Ticks, TimeSpan.Zero);

    /// <summary>True in the first cycle of a turn: now the waiting come before the running.</summary>
    public bool TurnChanges => previousTurn is { } last && last != Turn && now >= TurnStart(last);

    /// <summary>Started a moment ago, or in a turn that it waited for: it is not put aside for others of its class.</summary>
    public bool IsProtected(Contender contender) =>
        contender.Memory.EntitledUntil > now || (TurnChanges && contender.Memory.WaitingSince is not null) || now - contender.Memory.RunningSince < options.MinimumOn;

    public Contender[] InOrder(IEnumerable<Contender> contenders) =>
    [
        .. contenders.OrderByDescending(contender => contender.Rank)
            .ThenBy(Group)
            .ThenBy(SortTime)
            .ThenBy(contender => contender.LowestA)
            .ThenBy(contender => contender.Phases.Count())
            .ThenBy(contender => contender.Station.Id),
    ];

    private int Group(Contender contender) => (contender.Runs, TurnChanges) switch
    {
        (true, false) => 0,
        (true, true) => now - contender.Memory.RunningSince < options.MinimumOn ? 0 : 3,
        (false, _) => contender.Memory.EntitledUntil > now ? 1 : 2,
    };

    // Who waits longest comes first; when turns change, who ran longest goes last.
    private long SortTime(Contender contender) => contender.Memory switch
    {
        { RunningSince: { } running } => TurnChanges ? -running.UtcTicks : running.UtcTicks,
        { WaitingSince: { } waiting } => waiting.UtcTicks,
        _ => now.UtcTicks,
    };
}
