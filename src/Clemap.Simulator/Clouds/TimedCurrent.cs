namespace Clemap.Simulator.Clouds;

/// <summary>A current that is valid until a moment, or for good.</summary>
internal sealed record TimedCurrent(double CurrentA, DateTimeOffset? Until)
{
    public static TimedCurrent Lasting(double currentA) => new(currentA, null);

    /// <param name="minutes">0 is for good.</param>
    public static TimedCurrent For(TimeProvider time, double currentA, double minutes) =>
        new(currentA, minutes == 0 ? null : time.GetUtcNow().AddMinutes(minutes));

    public double At(TimeProvider time, double afterwardsA) => Until is { } until && time.GetUtcNow() >= until ? afterwardsA : CurrentA;
}
