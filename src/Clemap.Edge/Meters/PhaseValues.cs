namespace Clemap.Edge.Meters;

/// <summary>One value a phase or terminal; <see langword="null"/> is "not measured", never zero.</summary>
internal readonly record struct PhaseValues(double? L1, double? L2, double? L3)
{
    public double? this[int index] => index switch { 0 => L1, 1 => L2, 2 => L3, _ => throw new ArgumentOutOfRangeException(nameof(index)) };

    /// <summary><see langword="null"/> when nothing was measured.</summary>
    public double? Sum => L1 is null && L2 is null && L3 is null ? null : (L1 ?? 0) + (L2 ?? 0) + (L3 ?? 0);

    public double? Lowest => new[] { L1, L2, L3 }.Where(value => value is not null).Min();

    /// <summary>The value with the largest magnitude.</summary>
    public double? Dominant => new[] { L1, L2, L3 }.Where(value => value is not null).MaxBy(value => Math.Abs(value!.Value));
}
