using System.Globalization;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>Values as clouds write them; what cannot be read is missing.</summary>
internal static class CloudValues
{
    /// <summary>A time without a zone is UTC.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    /// <summary>How old a value is; one from the future is fresh, since its clock is another.</summary>
    public static TimeSpan Age(DateTimeOffset now, DateTimeOffset at) => now > at ? now - at : TimeSpan.Zero;

    /// <summary>A power of all phases, as their currents share it.</summary>
    public static PhaseValues Shared(double? totalW, PhaseValues currentA)
    {
        if (totalW is not { } watts || currentA.Sum is not { } sumA)
            return default;
        return sumA > 0
            ? new(watts * currentA.L1 / sumA, watts * currentA.L2 / sumA, watts * currentA.L3 / sumA)
            : watts == 0 ? new(currentA.L1 * 0, currentA.L2 * 0, currentA.L3 * 0) : default;
    }
}
