using Clemap.Contracts.DesiredState;

namespace Clemap.Portal.Pages.Site;

/// <summary>One limit as three parties see it: the electrician (commissioned), the administrator (wanted) and the device (in force, or refused).</summary>
/// <param name="CommissionedA">Fuse of a circuit or maximum of a station, A per phase.</param>
/// <param name="WantedA"><see langword="null"/> is "as commissioned".</param>
/// <param name="InForceA"><see langword="null"/> before the device reported.</param>
/// <param name="Refused">Set when the device refused the newest wish.</param>
public sealed record LimitStanding(double CommissionedA, double? WantedA, double? InForceA, RefusedState? Refused)
{
    public double EffectiveWishA => WantedA ?? CommissionedA;

    public bool IsPending => Refused is null && (InForceA is not { } inForceA || Math.Abs(inForceA - EffectiveWishA) >= 0.05);
}
