namespace Clemap.LoadControl.Availability;

/// <summary>All that can be wanted of a site, as <see cref="WishRules"/> looks at it. What is left out is "as commissioned".</summary>
public sealed record Wishes
{
    /// <summary>By circuit; <see langword="null"/> is "as commissioned", 0 is "nothing". A per phase.</summary>
    public IReadOnlyDictionary<Guid, double?> CircuitLimitsA { get; init; } = new Dictionary<Guid, double?>();

    /// <summary>By station; <see langword="null"/> is "as commissioned", 0 is "locked". A per phase.</summary>
    public IReadOnlyDictionary<Guid, double?> StationLimitsA { get; init; } = new Dictionary<Guid, double?>();

    /// <summary>By circuit or station.</summary>
    public IReadOnlyDictionary<Guid, Calendar> Calendars { get; init; } = new Dictionary<Guid, Calendar>();

    public IReadOnlyList<WeeklySpan> LowTariff { get; init; } = [];

    /// <summary>Whose clock the windows go by; <see langword="null"/> when it is not known here.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Mean import of a quarter hour, W.</summary>
    public double? PeakCapW { get; init; }

    /// <summary>Vehicles shall charge from what would otherwise be fed into the grid.</summary>
    public bool FromSurplus { get; init; }

    /// <summary>Of wishes that <see cref="WishRules"/> let pass.</summary>
    public AvailabilityPlan Plan() => Zone is { } zone ? new AvailabilityPlan(zone, Calendars, LowTariff) : AvailabilityPlan.Nothing;
}
