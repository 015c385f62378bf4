namespace Clemap.LoadControl.Electrical;

/// <summary>One value per phase, A. Positive flows from the grid into the building or the car.</summary>
/// <remarks>Equality is exact, bit for bit, as of any record struct of doubles.</remarks>
public readonly record struct PhaseCurrents(double L1A, double L2A, double L3A)
{
    public static PhaseCurrents Zero => default;

    /// <summary>The same current on each phase.</summary>
    public static PhaseCurrents Balanced(double currentA) => new(currentA, currentA, currentA);

    public double this[Phase phase] => phase switch
    {
        Phase.L1 => L1A,
        Phase.L2 => L2A,
        Phase.L3 => L3A,
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };

    public double HighestA => Math.Max(L1A, Math.Max(L2A, L3A));
    public double LowestA => Math.Min(L1A, Math.Min(L2A, L3A));
    public double SumA => L1A + L2A + L3A;

    /// <summary>False when a phase is infinite or not a number.</summary>
    public bool IsFinite => double.IsFinite(L1A) && double.IsFinite(L2A) && double.IsFinite(L3A);

    public static PhaseCurrents operator +(PhaseCurrents a, PhaseCurrents b) => new(a.L1A + b.L1A, a.L2A + b.L2A, a.L3A + b.L3A);

    public static PhaseCurrents operator -(PhaseCurrents a, PhaseCurrents b) => new(a.L1A - b.L1A, a.L2A - b.L2A, a.L3A - b.L3A);

    public static PhaseCurrents Add(PhaseCurrents left, PhaseCurrents right) => left + right;

    public static PhaseCurrents Subtract(PhaseCurrents left, PhaseCurrents right) => left - right;

    /// <summary>The larger of the two on each phase.</summary>
    public static PhaseCurrents Max(PhaseCurrents a, PhaseCurrents b) =>
        new(Math.Max(a.L1A, b.L1A), Math.Max(a.L2A, b.L2A), Math.Max(a.L3A, b.L3A));

    /// <summary>The smaller of the two on each phase.</summary>
    public static PhaseCurrents Min(PhaseCurrents a, PhaseCurrents b) =>
        new(Math.Min(a.L1A, b.L1A), Math.Min(a.L2A, b.L2A), Math.Min(a.L3A, b.L3A));
}
