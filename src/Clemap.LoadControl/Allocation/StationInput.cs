using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>What is known of a station. <c>default</c> is "it does not answer".</summary>
public record struct StationInput
{
    /// <summary>False when the station did not answer.</summary>
    public bool Reachable { get; set; }

    /// <summary>What others must reckon with while it does not answer.</summary>
    public WhenSilent WhenSilent { get; set; }

    /// <summary>A vehicle is plugged in.</summary>
    public bool Connected { get; set; }

    /// <summary>True only when it is known that the vehicle takes nothing more; it is then served after all others.</summary>
    public bool Full { get; set; }

    /// <summary>Current per GRID phase (see <see cref="PhaseRotation.ToGrid"/>); negative while discharging.</summary>
    public Measured<PhaseCurrents> MeasuredA { get; set; }

    /// <summary>The order the station last acknowledged or reads back, A; <see langword="null"/> when it never did.</summary>
    /// <remarks>Until a lower order is confirmed here, the current it frees is given to nobody.</remarks>
    public double? ConfirmedA { readonly get; set => field = value is { } a && double.IsFinite(a) ? a : null; }

    /// <summary>On how many phases a station that switches them charges now, 1 or 3; <see langword="null"/> when it does not say.</summary>
    public int? ConfirmedPhases { get; set; }

    /// <summary>How many phases the vehicle can use, 1 to 3; <see langword="null"/> when it is not known.</summary>
    public int? VehiclePhases { get; set; }

    /// <summary>Below this the vehicle takes nothing (Zoe-like: 8 to 9 A); <see langword="null"/> when it is not known.</summary>
    public double? VehicleMinimumA { readonly get; set => field = value is { } a && double.IsFinite(a) && a >= 0 ? a : null; }

    /// <summary>The vehicle shall feed back so much, A per phase; <see langword="null"/> when it shall charge.</summary>
    public double? DischargeA { readonly get; set => field = value is { } a && double.IsFinite(a) && a >= 0 ? a : null; }

    /// <summary>A class that does not exist counts as the nearest.</summary>
    public PriorityClass Priority { readonly get; set => field = (PriorityClass)Math.Clamp((int)value, (int)PriorityClass.Surplus, (int)PriorityClass.GridOperator); }

    /// <summary>A wish from outside; 0 locks the station.</summary>
    public CurrentLimit Limit { get; set; }
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
    /// <summary>Charges only from what would otherwise be fed into the grid.</summary>
    Surplus = -2,
    Low = -1,
    Normal = 0,
    High = 1,

    /// <summary>What the grid operator wants served before all others.</summary>
    GridOperator = 2,
}
