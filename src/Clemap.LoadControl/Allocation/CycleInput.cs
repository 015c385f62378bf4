using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>Everything one cycle knows of the world.</summary>
/// <param name="Circuits">By circuit id; a circuit that is not named has no reading and no wish.</param>
/// <param name="Stations">By station id; a station that is not named is not reachable.</param>
public sealed record CycleInput(IReadOnlyDictionary<Guid, CircuitInput> Circuits, IReadOnlyDictionary<Guid, StationInput> Stations);

public sealed record CircuitInput
{
    /// <summary>What the circuit's meter says, all load included; negative while feeding in. Missing is fail-safe, never zero load.</summary>
    public Measured<PhaseCurrents> MeterA { get; init; }

    /// <summary>A wish from outside; it can only lower the rating.</summary>
    public CurrentLimit Limit { get; init; }
}

public sealed record StationInput
{
    /// <summary>False when the station did not answer.</summary>
    public required bool Reachable { get; init; }

    /// <summary>What others must reckon with while it does not answer.</summary>
    public WhenSilent WhenSilent { get; init; }

    /// <summary>A vehicle is plugged in.</summary>
    public bool Connected { get; init; }

    /// <summary>False only when it is known that the vehicle takes nothing more (full); it is then served after all others.</summary>
    public bool WantsCurrent { get; init; } = true;

    /// <summary>Current per GRID phase (see <see cref="PhaseRotation.ToGrid"/>); negative while discharging.</summary>
    public Measured<PhaseCurrents> MeasuredA { get; init; }

    /// <summary>The order the station last acknowledged or reads back, A; <see langword="null"/> when it never did.</summary>
    /// <remarks>Until a lower order is confirmed here, the current it frees is given to nobody.</remarks>
    public double? ConfirmedA { get; init; }

    public PriorityClass Priority { get; init; } = PriorityClass.Normal;

    /// <summary>A wish from outside; 0 locks the station.</summary>
    public CurrentLimit Limit { get; init; }
}

public enum WhenSilent
{
    /// <summary>It goes to its fallback by itself.</summary>
    FallsBack = 0,

    /// <summary>It keeps its last order for ever.</summary>
    KeepsOrder = 1,

    /// <summary>It does not hold the fallback that was commissioned: it may go to its maximum.</summary>
    Unknown = 2,
}

/// <summary>A higher class is served before a lower one.</summary>
public enum PriorityClass
{
    Low = 0,
    Normal = 1,
    High = 2,
}
