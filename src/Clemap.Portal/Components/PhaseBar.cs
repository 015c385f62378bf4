using System.Globalization;
using Clemap.Portal.Pages.Site;

namespace Clemap.Portal.Components;

/// <summary>Geometry of one bar as CSS lengths. The fuse stands at ten elevenths, so that a current above it is still seen.</summary>
/// <param name="InForce"><see langword="null"/> when it is the fuse itself.</param>
/// <param name="Wanted"><see langword="null"/> when what is wanted is in force.</param>
/// <param name="IsBackwards">Feed-in or discharge.</param>
internal sealed record PhaseBar(string Fill, string Fuse, string? InForce, string? Wanted, bool IsBackwards, bool IsOver)
{
    private const double FullScale = 1.1;

    public static PhaseBar Of(double? currentA, LimitStanding limit)
    {
        var scaleA = limit.CommissionedA * FullScale;
        return new PhaseBar(
            Share(Math.Abs(currentA ?? 0), scaleA),
            Share(limit.CommissionedA, scaleA),
            limit.InForceA is { } inForceA && inForceA < limit.CommissionedA ? Share(inForceA, scaleA) : null,
            limit.IsPending ? Share(limit.EffectiveWishA, scaleA) : null,
            currentA < 0,
            currentA > limit.CommissionedA);
    }

    private static string Share(double valueA, double scaleA)
    {
        var share = scaleA > 0 ? Math.Clamp(valueA / scaleA, 0, 1) : 0;
        return (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";
    }
}
