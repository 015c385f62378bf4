using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Topology;

/// <summary>A node of the electrical tree with a fuse: grid connection, distribution board, feeder.</summary>
/// <param name="Id">Of the circuit.</param>
/// <param name="Name">As on the board; it appears in reasons.</param>
/// <param name="ParentId"><see langword="null"/> for the grid connection.</param>
/// <param name="RatingA">Fuse per phase.</param>
public sealed record Circuit(Guid Id, string Name, Guid? ParentId, PhaseCurrents RatingA)
{
    /// <summary>
    /// True when a meter measures this circuit: a missing or old value then means fail-safe. False means it feeds nothing but the stations and circuits
    /// below it (and <see cref="WorstBaseLoadA"/>). The grid connection always counts as metered.
    /// </summary>
    public bool HasMeter { get; init; }

    /// <summary>The largest uncontrolled load this circuit may carry, circuits below it included; the fail-safe proof counts with it.</summary>
    public PhaseCurrents WorstBaseLoadA { get; init; }

    /// <summary>Limit on the sum over the phases, A; <see langword="null"/> where only the phases are limited.</summary>
    public double? SumRatingA { get; init; }
}
