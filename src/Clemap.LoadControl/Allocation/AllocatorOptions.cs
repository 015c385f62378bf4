using Clemap.LoadControl.GridOperator;

namespace Clemap.LoadControl.Allocation;

/// <summary>The tuning of the rules; the defaults suit a residential garage.</summary>
public sealed record AllocatorOptions
{
    public static AllocatorOptions Default { get; } = new();

    /// <summary>Part of each limit that is kept free, 0 to 1.</summary>
    public double MarginShare { get; init; } = 0.03;

    /// <summary>A measurement older than this counts as missing.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a set point is valid without being renewed; half a station's own fallback time, where that is shorter.</summary>
    public TimeSpan OrderLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When there is too little for all, turns change at multiples of this since midnight UTC.</summary>
    public TimeSpan TurnLength { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A vehicle that was started keeps running this long, unless safety or a higher class asks for its current.</summary>
    public TimeSpan MinimumOn { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A vehicle that was paused is not started again before this.</summary>
    public TimeSpan MinimumOff { get; init; } = TimeSpan.FromMinutes(3.5);

    /// <summary>Current that was not taken for this long is given to others.</summary>
    public TimeSpan ReclaimAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Room left above what a vehicle takes, so that it can show that it wants more, A.</summary>
    public double ProbeA { get; init; } = 2;

    /// <summary>What the most demanding vehicle needs to start, A per phase; one that takes nothing of less is offered this once.</summary>
    public double LargestVehicleMinimumA { get; init; } = 10;

    /// <summary>How long a vehicle may take to follow an order, and a meter and a station may disagree about it.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Increases smaller than this wait for <see cref="SettleTime"/>, so that orders do not flicker, A.</summary>
    public double DeadBandA { get; init; } = 0.5;

    /// <summary>
    /// A meter that says exactly the same on all phases for so long is not believed; <see langword="null"/> for meters that are too coarse to tremble.
    /// </summary>
    public TimeSpan? FrozenAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a station stays on one phase before it may return to three.</summary>
    public TimeSpan OnePhaseAtLeast { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A station returns to three phases at most once in this.</summary>
    public TimeSpan BetweenPhaseReturns { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>After a lock or a power cut, vehicles start spread over this, each at a moment of its own.</summary>
    public TimeSpan StaggerOver { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Surplus must last so long before a vehicle is started on it, and be gone so long before it is paused.</summary>
    public TimeSpan SurplusDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between a phase and neutral, V; turns W of orders and contracts into A.</summary>
    public double NominalV { get; init; } = 230;

    /// <summary>The ripple-control receiver; <see langword="null"/> where none is wired.</summary>
    public RippleSettings? Ripple { get; init; }

    /// <summary>True where § 14a EnWG holds: an order below the minimum power of <see cref="Section14a"/> counts as that, unless it locks.</summary>
    public bool Section14aApplies { get; init; }
}
