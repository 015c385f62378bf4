namespace Clemap.LoadControl.GridOperator;

/// <summary>An order of the grid operator to take less for a while.</summary>
/// <param name="CircuitId">Where it applies; <see langword="null"/> for the grid connection.</param>
/// <param name="Scope">What is meant by the limit.</param>
/// <param name="Limit">How much remains.</param>
/// <param name="From">In force from then on.</param>
/// <param name="Until">Not in force any more then; <see langword="null"/> until it is taken back.</param>
public readonly record struct LoadReduction(
    Guid? CircuitId, ReductionScope Scope, ReductionLimit Limit, DateTimeOffset From, DateTimeOffset? Until = null)
{
    public bool IsInForce(DateTimeOffset now) => now >= From && !(now >= Until);
}

public enum ReductionScope
{
    /// <summary>All charging below the circuit together; other loads do not count.</summary>
    Charging,

    /// <summary>All that flows into the circuit, other loads included.</summary>
    Connection,
}

/// <summary>How much a reduction leaves. <c>default</c> leaves nothing.</summary>
public readonly record struct ReductionLimit
{
    private ReductionLimit(ReductionUnit unit, double value) => (Unit, Value) = (unit, value);

    public ReductionUnit Unit { get; }

    /// <summary>A per phase, W over all phases, or per cent; 0 when nothing is left.</summary>
    public double Value { get; }

    public static ReductionLimit Off => default;

    /// <exception cref="ArgumentOutOfRangeException">Negative or no number.</exception>
    public static ReductionLimit Amperes(double perPhaseA) => new(ReductionUnit.AmperePerPhase, Checked(perPhaseA, double.MaxValue));

    /// <inheritdoc cref="Amperes"/>
    public static ReductionLimit Watts(double totalW) => new(ReductionUnit.Watt, Checked(totalW, double.MaxValue));

    /// <summary>
    /// Per cent of the fuse for <see cref="ReductionScope.Connection"/>, of what all stations together can take for <see cref="ReductionScope.Charging"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 0 to 100.</exception>
    public static ReductionLimit Percent(double percent) => new(ReductionUnit.Percent, Checked(percent, 100));

    private static double Checked(double value, double most) =>
        value >= 0 && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is a number from 0 up.");
}

public enum ReductionUnit
{
    Off = 0,
    AmperePerPhase,
    Watt,
    Percent,
}

public enum GridOperatorState
{
    Normal,
    Reduced,
    Locked,
}
