namespace Clemap.LoadControl.Electrical;

/// <summary>A limit per phase, A, or none. <c>default</c> is none; 0 is a limit like any other and means "nothing".</summary>
public readonly record struct CurrentLimit
{
    private readonly double _limitA;
    private readonly bool _exists;

    private CurrentLimit(double limitA)
    {
        _limitA = limitA;
        _exists = true;
    }

    public static CurrentLimit None => default;

    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or not a number; check wishes with <c>LimitRules</c> first.</exception>
    public static CurrentLimit Of(double limitA) =>
        double.IsFinite(limitA) && limitA >= 0 ? new CurrentLimit(limitA) : throw new ArgumentOutOfRangeException(nameof(limitA));

    /// <summary><see langword="null"/> becomes <see cref="None"/>.</summary>
    public static CurrentLimit OfNullable(double? limitA) => limitA is { } value ? Of(value) : None;

    public bool IsNone => !_exists;

    /// <summary>What remains of a rating under this limit: a limit can only lower.</summary>
    public double Lower(double ratingA) => _exists ? Math.Min(ratingA, _limitA) : ratingA;

    public override string ToString() => _exists ? $"{_limitA} A" : "none";
}
