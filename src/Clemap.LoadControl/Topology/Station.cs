using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Topology;

/// <summary>A charging station as commissioned.</summary>
/// <param name="Id">Of the station.</param>
/// <param name="Name">As on the board.</param>
/// <param name="CircuitId">The circuit it hangs on.</param>
/// <param name="Rotation">Which grid phases it is wired to.</param>
/// <param name="MinimumA">Smallest current it can offer, A per phase; below it only 0.</param>
/// <param name="MaximumA">Largest current it can offer, A per phase.</param>
/// <param name="FallbackA">What it falls back to on its own when the controller is silent, A per phase.</param>
public sealed record Station(
    Guid Id, string Name, Guid CircuitId, PhaseRotation Rotation, double MinimumA, double MaximumA, double FallbackA)
{
    /// <summary>Smallest difference between two orders, A; <see langword="null"/> when any current can be set.</summary>
    public double? StepA { get; init; }

    /// <summary>True for an on/off station: it takes 0 or <see cref="MaximumA"/>, nothing between.</summary>
    public bool Switched { get; init; }
}
