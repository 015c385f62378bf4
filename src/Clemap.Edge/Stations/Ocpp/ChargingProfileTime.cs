namespace Clemap.Edge.Stations.Ocpp;

internal static class ChargingProfileTime
{
    /// <summary>What a profile allows at a moment, in its unit; <see langword="null"/> when it says nothing about that moment.</summary>
    /// <param name="transactionStart"><see langword="null"/> when no transaction goes on.</param>
    public static decimal? LimitAt(this ChargingProfile profile, DateTimeOffset now, DateTimeOffset? transactionStart)
    {
        if (profile.ChargingSchedule is not { ChargingSchedulePeriod: { } periods } schedule || now < profile.ValidFrom || now >= profile.ValidTo)
            return null;
        var start = profile.ChargingProfileKind == "Relative" ? transactionStart : schedule.StartSchedule ?? transactionStart;
        if (start is not { } from || now < from)
            return null;
        double elapsedS = (now - from).TotalSeconds;
        if (profile.ChargingProfileKind == "Recurring")
            elapsedS %= profile.RecurrencyKind == "Weekly" ? 7 * 86_400 : 86_400;
        if (elapsedS >= schedule.Duration)
            return null;
        return periods.Where(period => period.StartPeriod <= elapsedS).MaxBy(period => period.StartPeriod)?.Limit;
    }
}
