using Clemap.Billing.Allocation;
using Clemap.Billing.Documents;
using Clemap.Contracts.Sites;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Invoices;

/// <summary>Who took how much in a month: the result of the allocation, before any money.</summary>
/// <param name="Usage">By resident; everybody who held a card or a parking space on some day, or took energy.</param>
/// <param name="Charges">Sessions in order of their beginning; energy outside sessions last.</param>
/// <param name="Estimated">Residents whose energy is partly estimated, entered by hand or missing.</param>
internal sealed record MonthAccount(
    IReadOnlyDictionary<Guid, Usage> Usage, IReadOnlyList<ChargeLine> Charges, IReadOnlyList<string> Findings, IReadOnlySet<Guid> Estimated)
{
    public static MonthAccount Of(MonthData data)
    {
        var holders = new Holders(data.Cards, data.Spaces);
        var sessions = new SessionAllocation(holders, data.Sessions);
        var parts = data.Span.Starts()
            .Select(start => SiteQuarter.Of(data.Model, start, source => data.Quarter(source, start)))
            .SelectMany(quarter => SolarAllocation.Share(quarter).SelectMany(share => sessions.Cut(quarter.Start, share)))
            .ToList();
        var estimated = parts
            .Where(part => part.ResidentId is not null && data.Quarter(part.StationId, part.Quarter).Quality != EnergyQuality.Measured)
            .Select(part => part.ResidentId!.Value)
            .ToHashSet();
        return new MonthAccount(UsageOf(data, parts), ChargesOf(data, parts), FindingsOf(data, parts), estimated);
    }

    private static Dictionary<Guid, Usage> UsageOf(MonthData data, List<EnergyPart> parts)
    {
        var energy = parts.Where(part => part.ResidentId is not null).ToLookup(part => part.ResidentId!.Value);
        var days = HeldDays.Of(data);
        return data.Residents
            .Where(resident => days.GetValueOrDefault(resident.Id) > 0 || energy.Contains(resident.Id))
            .ToDictionary(resident => resident.Id, resident => new Usage(
                energy[resident.Id].Sum(part => part.EnergyWh),
                energy[resident.Id].Sum(part => part.SolarWh),
                days.GetValueOrDefault(resident.Id),
                data.Span.LastDay.Day));
    }

    private static List<ChargeLine> ChargesOf(MonthData data, List<EnergyPart> parts)
    {
        var names = data.Model.Stations.ToDictionary(station => station.Id, station => station.Name);
        var bySession = parts.ToLookup(part => part.SessionId);
        var holders = new Holders(data.Cards, data.Spaces);
        var charged = data.Sessions.Select(session => new ChargeLine(
            names[session.StationId],
            holders.OfSession(session.Card, session.StationId, session.StartedAt),
            new ChargedSession(session.SessionId, session.StartedAt, session.EndedAt, session.StartWh, session.EndWh, session.Card),
            bySession[session.SessionId].Sum(part => part.EnergyWh),
            bySession[session.SessionId].Sum(part => part.SolarWh)));
        var outside = bySession[null]
            .GroupBy(part => (part.StationId, part.ResidentId))
            .Select(group => new ChargeLine(
                names[group.Key.StationId], group.Key.ResidentId, null, group.Sum(part => part.EnergyWh), group.Sum(part => part.SolarWh)))
            .OrderBy(line => line.Station, StringComparer.Ordinal).ThenBy(line => line.ResidentId);
        return [.. charged, .. outside];
    }

    private static List<string> FindingsOf(MonthData data, List<EnergyPart> parts)
    {
        var sources = data.Model.Stations.Select(station => station.Id)
            .Concat(data.MetersOf(MeterKind.Grid)).Concat(data.MetersOf(MeterKind.Production)).ToList();
        var qualities = sources
            .SelectMany(source => data.Span.Starts().Select(start => data.Quarter(source, start).Quality))
            .ToHashSet();
        var findings = new List<string>();
        if (parts.Exists(part => part.ResidentId is null))
            findings.Add("unassigned-energy");
        if (qualities.Contains(EnergyQuality.Estimated))
            findings.Add("estimated-energy");
        if (qualities.Contains(EnergyQuality.Manual))
            findings.Add("manual-energy");
        if (qualities.Contains(EnergyQuality.Missing))
            findings.Add("missing-energy");
        return findings;
    }
}
