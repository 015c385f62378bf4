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
    /// below it (and <see cref="WorstBaseLoadA"/>). The grid connection always counts as metered, unless <see cref="StaticBaseLoadA"/> is set.
    /// </summary>
    public bool HasMeter { get; init; }

    /// <summary>Static mode: there is no meter, and this is the load to reckon with at all times beside charging, A per phase.</summary>
    public PhaseCurrents? StaticBaseLoadA { get; init; }

    /// <summary>The largest uncontrolled load this circuit may carry, circuits below it included; the fail-safe proof counts with it.</summary>
    public PhaseCurrents WorstBaseLoadA { get; init; }

    /// <summary>Limit on the sum over the phases, A; <see langword="null"/> where only the phases are limited.</summary>
    public double? SumRatingA { get; init; }

    /// <summary>What may flow back out of this circuit, A per phase; <see langword="null"/> is as much as the fuse carries.</summary>
    public double? ExportRatingA { get; init; }

    /// <summary>
    /// The most that generators on this circuit can feed, A per phase. A meter that shows less load than that allows is not believed.
    /// <see langword="null"/> when nobody wrote it down; 0 when there is no generator.
    /// </summary>
    public double? MaximumGenerationA { get; init; }

    /// <summary>
    /// How far charging may load one phase more than another, A (16 in Switzerland, 20 in Germany by VDE-AR-N 4100); <see langword="null"/> for no limit.
    /// </summary>
    public double? UnbalanceLimitA { get; init; }
}
