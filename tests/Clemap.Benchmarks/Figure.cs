namespace Clemap.Benchmarks;

/// <summary>One row of a benchmark. A target is a ceiling for the value unless <see cref="HigherIsBetter"/>.</summary>
/// <param name="Value"><see langword="null"/> where it could not be measured; a target is missed then.</param>
/// <param name="Ceiling">What the machine can do at most, measured in the same run; <see langword="null"/> where there is none.</param>
internal sealed record Figure(string Name, double? Value, string Unit, double? Target, double? Ceiling = null, bool HigherIsBetter = false)
{
    /// <summary>Value as a share of the ceiling.</summary>
    public double? Ratio => Ceiling is > 0 && Value is { } value ? Math.Round(value / Ceiling.Value, 3) : null;

    /// <summary><see langword="null"/> where there is no target.</summary>
    public bool? Holds => Target is null ? null : HigherIsBetter ? Value >= Target : Value <= Target;
}
