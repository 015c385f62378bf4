namespace Clemap.Edge.Stations.Ocpp.Forwarding;

/// <summary>The charging profiles of a back end. They never reach the station: what they allow now is a limit like any other, and can only lower.</summary>
internal sealed class BackendProfiles(ChargePoint station, WaitingStore store, TimeProvider time)
{
    private const int Most = 100;

    private readonly Lock gate = new();
    private List<(int Connector, ChargingProfile Profile)> profiles = [.. store.Profiles(station.Identity)];

    /// <returns>False when it is no profile that could be kept.</returns>
    public bool Set(SetChargingProfile set)
    {
        var (connector, profile) = (set.ConnectorId, set.CsChargingProfiles);
        if (!IsValid(profile) || (connector != 0 && station.Connector(connector) is null))
            return false;
        lock (gate)
        {
            var next = profiles.Where(kept => !Replaces(connector, profile, kept.Connector, kept.Profile)).Append((connector, profile)).ToList();
            if (next.Count > Most)
                return false;
            Keep(next);
        }
        return true;
    }

    /// <returns>False when nothing fits.</returns>
    public bool Clear(ClearChargingProfile clear)
    {
        bool Fits((int Connector, ChargingProfile Profile) kept) =>
            (clear.Id is null || kept.Profile.ChargingProfileId == clear.Id)
            && (clear.ConnectorId is null || kept.Connector == clear.ConnectorId)
            && (clear.ChargingProfilePurpose is null || kept.Profile.ChargingProfilePurpose == clear.ChargingProfilePurpose)
            && (clear.StackLevel is null || kept.Profile.StackLevel == clear.StackLevel);
        lock (gate)
        {
            var next = profiles.Where(kept => !Fits(kept)).ToList();
            bool cleared = next.Count < profiles.Count;
            if (cleared)
                Keep(next);
            return cleared;
        }
    }

    /// <summary>What the profiles allow a connector now, A per phase; <see langword="null"/> when they say nothing.</summary>
    public double? LimitA(Connector connector)
    {
        List<(int Connector, ChargingProfile Profile)> now;
        lock (gate)
            now = profiles;
        if (now.Count == 0)
            return null;
        double? Of(string purpose, int share) => now
            .Where(kept => kept.Profile.ChargingProfilePurpose == purpose && (kept.Connector == 0 || kept.Connector == connector.Id))
            .Select(kept => (kept.Profile.StackLevel, LimitA: LimitA(kept.Profile, connector)))
            .Where(kept => kept.LimitA is not null)
            .OrderByDescending(kept => kept.StackLevel).ThenBy(kept => kept.LimitA)
            .FirstOrDefault().LimitA / share;

        // One limit for the whole device is shared out evenly: it holds then whatever each of its connectors takes.
        double? deviceA = Of(ProfilePurpose.Station, station.Connectors.Count);
        double? connectorA = (connector.View.Transaction is null ? null : Of(ProfilePurpose.Transaction, 1)) ?? Of(ProfilePurpose.Default, 1);
        return deviceA is { } device && connectorA is { } own ? Math.Min(device, own) : deviceA ?? connectorA;
    }

    private double? LimitA(ChargingProfile profile, Connector connector)
    {
        var transaction = connector.View.Transaction;
        // A profile for another transaction says nothing about this one.
        if (profile.TransactionId is { } id && (transaction is null || store.BackendIdOf(transaction.Id) != id))
            return null;
        return profile.LimitAt(time.GetUtcNow(), transaction?.StartedAt) is { } limit
            ? profile.ChargingSchedule!.ChargingRateUnit == "W" ? (double)limit / (connector.Phases * SupplyVoltage.NominalV) : (double)limit
            : null;
    }

    private static bool Replaces(int connector, ChargingProfile profile, int keptConnector, ChargingProfile kept) =>
        kept.ChargingProfileId == profile.ChargingProfileId
        || (keptConnector == connector && kept.ChargingProfilePurpose == profile.ChargingProfilePurpose && kept.StackLevel == profile.StackLevel);

    private static bool IsValid(ChargingProfile profile) =>
        profile is
        {
            ChargingProfilePurpose: ProfilePurpose.Station or ProfilePurpose.Default or ProfilePurpose.Transaction,
            ChargingProfileKind: "Absolute" or "Recurring" or "Relative",
            ChargingSchedule: { ChargingRateUnit: "A" or "W", ChargingSchedulePeriod: { Length: > 0 and <= 1000 } periods },
        }
        && periods.All(period => period is { Limit: >= 0, StartPeriod: >= 0 });

    private void Keep(List<(int Connector, ChargingProfile Profile)> next)
    {
        store.SetProfiles(station.Identity, next);
        profiles = next;
    }
}
