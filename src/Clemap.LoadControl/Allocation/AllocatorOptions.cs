namespace Clemap.LoadControl.Allocation;

/// <summary>The tuning of the rules; the defaults suit a residential garage.</summary>
public sealed record AllocatorOptions
{
    public static AllocatorOptions Default { get; } = new();

    /// <summary>Part of each limit that is kept free, 0 to 1.</summary>
    public double MarginShare { get; init; } = 0.03;

    /// <summary>A measurement older than this counts as missing.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a set point is valid without being renewed; keep it well below the stations' own fallback time.</summary>
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

    /// <summary>How long a vehicle may take to follow an order, and a meter and a station may disagree about it.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A silent station is at its own fallback after this.</summary>
    public TimeSpan StationFallbackTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Increases smaller than this wait for <see cref="SettleTime"/>, so that orders do not flicker, A.</summary>
    public double DeadBandA { get; init; } = 0.5;
}
