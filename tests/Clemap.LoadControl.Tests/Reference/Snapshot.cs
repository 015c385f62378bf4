using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>One instant of a site in plain numbers: what each circuit may carry, what it carries beside charging, and what each station may get.</summary>
/// <remarks>The yardstick for decisions. It shares no code with the product but its value types.</remarks>
/// <param name="Circuits">Parents before children; the first is the grid connection.</param>
internal sealed record Snapshot(IReadOnlyList<CircuitSnapshot> Circuits, IReadOnlyList<StationSnapshot> Stations);

/// <param name="Parent">Place in the list, -1 for the grid connection.</param>
/// <param name="LimitA">Per phase, the margin already taken off.</param>
/// <param name="SumLimitA">Over the phases; <see langword="null"/> where only the phases are limited.</param>
/// <param name="BaseA">What is not charging, of all circuits below too.</param>
internal sealed record CircuitSnapshot(int Parent, PhaseCurrents LimitA, double? SumLimitA, PhaseCurrents BaseA)
{
    /// <summary>How far charging may load one phase more than another; <see langword="null"/> for no limit.</summary>
    public double? UnbalanceLimitA { get; init; }
}

/// <param name="Circuit">Place in the list of circuits.</param>
/// <param name="Phases">The grid phases its vehicle loads, all with the same current.</param>
/// <param name="LowestA">Below it only 0.</param>
/// <param name="HighestA">The most it may get.</param>
/// <param name="Class">Higher is served first.</param>
internal sealed record StationSnapshot(int Circuit, PhaseSet Phases, double LowestA, double HighestA, int Class = 0)
{
    /// <summary>Orders are multiples of it; <see langword="null"/> for any current.</summary>
    public double? StepA { get; init; }

    /// <summary>True when it takes 0 or <see cref="HighestA"/>, nothing between.</summary>
    public bool Switched { get; init; }

    public double Weight { get; init; } = 1;

    /// <summary>False when no vehicle is there.</summary>
    public bool Wants { get; init; } = true;

    /// <summary>The smallest current it can run at.</summary>
    public double EntryA => Switched ? Math.Max(LowestA, HighestA) : LowestA;

    /// <summary>A vehicle is there, and nothing forbids even its smallest current.</summary>
    public bool CanRun => Wants && EntryA <= HighestA;
}
