using Clemap.Contracts.DesiredState;

namespace Clemap.Portal.Pages.Site;

/// <summary>One limit as three parties see it: the electrician (commissioned), the administrator (wanted) and the device (in force, or refused).</summary>
/// <param name="CommissionedA">Fuse of a circuit or maximum of a station, A per phase.</param>
/// <param name="WantedA"><see langword="null"/> is "as commissioned".</param>
/// <param name="InForceA"><see langword="null"/> before the device reported.</param>
/// <param name="Refused">Set when the device refused the newest wish.</param>
/// <param name="WindowA">What a time window leaves now; <see langword="null"/> when none holds.</param>
/// <param name="Since">Of what it is now (refused, wanted or in force), UTC.</param>
public sealed record LimitStanding(
    double CommissionedA, double? WantedA, double? InForceA, RefusedState? Refused, double? WindowA = null, DateTimeOffset? Since = null)
{
    /// <summary>True while the station waits for the low tariff.</summary>
    public bool WaitsForTariff { get; init; }

    public double EffectiveWishA => WantedA ?? CommissionedA;

    /// <summary>What must be in force when the device took the wish.</summary>
    public double ExpectedA => WaitsForTariff ? 0 : Math.Min(EffectiveWishA, WindowA ?? double.PositiveInfinity);

    public bool IsPending => Refused is null && (InForceA is not { } inForceA || Math.Abs(inForceA - ExpectedA) >= 0.05);
}
