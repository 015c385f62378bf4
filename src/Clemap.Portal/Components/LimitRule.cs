using Clemap.Portal.Culture;

namespace Clemap.Portal.Components;

/// <summary>What a person may type as a limit. The device checks again and has the last word; this only saves the way there.</summary>
/// <param name="MaximumA">As commissioned.</param>
/// <param name="MinimumA">Smallest current of a station; 0 for a circuit.</param>
/// <param name="AllOrNothing">An on/off station knows only 0 and its maximum.</param>
public sealed record LimitRule(double MaximumA, double MinimumA = 0, bool AllOrNothing = false)
{
    /// <returns>The value, or the key of the sentence that says what is wrong.</returns>
    public (double? ValueA, string? Error) Read(string? text)
    {
        if (!SwissFormat.TryRead(text, out var valueA))
            return (null, "Limit.NotANumber");
        return valueA switch
        {
            < 0 => (null, "Limit.Negative"),
            _ when valueA > MaximumA => (null, "Limit.AboveRating"),
            0 => (0, null),
            _ when AllOrNothing && valueA < MaximumA => (null, "Limit.AllOrNothing"),
            _ when valueA < MinimumA => (null, "Limit.BelowMinimum"),
            _ => (valueA, null),
        };
    }
}
