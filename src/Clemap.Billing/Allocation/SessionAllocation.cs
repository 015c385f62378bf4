using Clemap.Billing.Sessions;

namespace Clemap.Billing.Allocation;

/// <summary>A piece of a station's quarter hour that one session, or none, accounts for.</summary>
/// <param name="ResidentId"><see langword="null"/> when it belongs to nobody.</param>
internal sealed record EnergyPart(Guid StationId, DateTimeOffset Quarter, Guid? SessionId, Guid? ResidentId, long EnergyWh, long SolarWh);

/// <summary>Cuts sessions at quarter-hour borders: sessions in the same quarter hour of a station share its metered energy by the time they overlap it.</summary>
internal sealed class SessionAllocation
{
    public static readonly TimeSpan QuarterLength = TimeSpan.FromMinutes(15);

    private readonly Holders holders;
    private readonly ILookup<(Guid StationId, long Quarter), ChargingSessionRow> sessions;

    public SessionAllocation(Holders holders, IEnumerable<ChargingSessionRow> sessions)
    {
        this.holders = holders;
        this.sessions = sessions
            .SelectMany(session => QuartersOf(session).Select(quarter => (Key: (session.StationId, quarter), Session: session)))
            .ToLookup(pair => pair.Key, pair => pair.Session);
    }

    /// <summary>The parts add up to the share exactly, in energy and in solar energy.</summary>
    public IEnumerable<EnergyPart> Cut(DateTimeOffset quarter, StationShare share)
    {
        if (share.EnergyWh == 0)
            return [];
        var present = sessions[(share.StationId, quarter.UtcTicks / QuarterLength.Ticks)].OrderBy(session => session.SessionId).ToList();
        if (present.Count == 0)
            return [new EnergyPart(share.StationId, quarter, null, holders.OfSpace(share.StationId, quarter), share.EnergyWh, share.SolarWh)];

        var energy = LargestRemainder.Share(share.EnergyWh, present.ConvertAll(session => OverlapTicks(session, quarter)));
        var solar = LargestRemainder.Share(share.SolarWh, energy);
        return present.Select((session, index) => new EnergyPart(
            share.StationId,
            quarter,
            session.SessionId,
            holders.OfSession(session.Card, session.StationId, session.StartedAt),
            energy[index],
            solar[index]));
    }

    private static IEnumerable<long> QuartersOf(ChargingSessionRow session)
    {
        var first = session.StartedAt.UtcTicks / QuarterLength.Ticks;
        var last = Math.Max(first, (session.EndedAt.UtcTicks - 1) / QuarterLength.Ticks);
        for (var quarter = first; quarter <= last; quarter++)
            yield return quarter;
    }

    /// <summary>At least one, so that a session without length still can carry energy.</summary>
    private static long OverlapTicks(ChargingSessionRow session, DateTimeOffset quarter)
    {
        var from = Math.Max(session.StartedAt.UtcTicks, quarter.UtcTicks);
        var to = Math.Min(session.EndedAt.UtcTicks, quarter.UtcTicks + QuarterLength.Ticks);
        return Math.Max(1, to - from);
    }
}
