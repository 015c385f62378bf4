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

    /// <summary>A station that hears nothing is at its fallback after this; orders are renewed at least twice as often.</summary>
    public TimeSpan FallbackTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>True for an on/off station: it takes 0 or <see cref="MaximumA"/>, nothing between.</summary>
    public bool Switched { get; init; }

    /// <summary>Switched stations with the same id hang on one output: all on or all off.</summary>
    public Guid? SwitchGroupId { get; init; }

    /// <summary>Of a switched station: how long its contactor stays closed at least; <see langword="null"/> is the default of the site.</summary>
    public TimeSpan? MinimumOn { get; init; }

    /// <summary>Of a switched station: how long its contactor stays open at least; <see langword="null"/> is the default of the site.</summary>
    public TimeSpan? MinimumOff { get; init; }

    /// <summary>True when it can be told to charge on its first terminal only.</summary>
    public bool SwitchesPhases { get; init; }

    /// <summary>
    /// True for a whole building behind another controller: what it loads may move from phase to phase at any time, and while it takes nothing
    /// somebody there may still be about to.
    /// </summary>
    public bool IsBuilding { get; init; }

    /// <summary>The most it can feed back from the vehicle, A per phase; 0 when it cannot.</summary>
    public double DischargeMaximumA { get; init; }

    /// <summary>Its share against others of its class: 2 gets twice as much as 1.</summary>
    public double Weight { get; init; } = 1;
}
