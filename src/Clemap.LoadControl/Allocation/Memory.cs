using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <param name="BaseLoadA">The last estimate of what is not charging.</param>
internal sealed record CircuitMemory(PhaseCurrents BaseLoadA);

internal sealed record StationMemory
{
    /// <summary>The last order; <see langword="null"/> before the first.</summary>
    public double? OrderA { get; init; }

    public DateTimeOffset OrderChangedAt { get; init; }

    /// <summary>The highest order the station may still be following.</summary>
    public required double FollowsAtMostA { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }
    public DateTimeOffset? ConnectedSince { get; init; }
    public DateTimeOffset? RunningSince { get; init; }
    public DateTimeOffset? WaitingSince { get; init; }
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>It waited a whole turn before it was started; until then nobody swaps it out again.</summary>
    public DateTimeOffset? EntitledUntil { get; init; }

    /// <summary>Since when the vehicle takes clearly less than it is offered.</summary>
    public DateTimeOffset? UnderusedSince { get; init; }

    /// <summary>Since when it takes clearly more than it was ordered.</summary>
    public DateTimeOffset? OverdrawnSince { get; init; }

    /// <summary>It had its time to follow and did not.</summary>
    public bool Disobeys { get; init; }

    /// <summary>The grid phases that have carried current without a change, and since when.</summary>
    public PhaseSet LoadedPhases { get; init; }
    public DateTimeOffset? LoadedPhasesSince { get; init; }
}
