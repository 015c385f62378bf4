namespace Clemap.LoadControl.Electrical;

/// <summary>A measured value with its age, or the fact that there is none. <c>default</c> is "none": a missing value never reads as zero.</summary>
public readonly record struct Measured<T>
    where T : struct
{
    private readonly T _value;
    private readonly TimeSpan _age;
    private readonly bool _exists;

    internal Measured(T value, TimeSpan age)
    {
        _value = value;
        _age = age;
        _exists = true;
    }

    public bool IsMissing => !_exists;

    /// <summary>Zero when it is missing.</summary>
    public TimeSpan Age => _age;

    /// <summary>The value, unless it is missing or older than <paramref name="maximumAge"/> (inclusive).</summary>
    public bool TryGet(TimeSpan maximumAge, out T value)
    {
        value = _exists ? _value : default;
        return _exists && _age <= maximumAge;
    }

    public override string ToString() => _exists ? $"{_value}, {_age.TotalSeconds:0.0} s old" : "missing";
}

public static class Measured
{
    /// <param name="value">As measured.</param>
    /// <param name="age">Since the sample was taken, by a clock that never steps.</param>
    public static Measured<T> Value<T>(T value, TimeSpan age)
        where T : struct =>
        age >= TimeSpan.Zero ? new Measured<T>(value, age) : throw new ArgumentOutOfRangeException(nameof(age));

    public static Measured<T> Missing<T>()
        where T : struct => default;
}
