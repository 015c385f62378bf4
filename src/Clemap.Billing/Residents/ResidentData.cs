using Clemap.Billing.Allocation;
using Clemap.Billing.Database;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;
using Clemap.Platform.Audit;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Residents;

internal sealed class ResidentData(BillingDbContext database, ISiteDirectory sites, IAuditWriter audit, TimeProvider time) : IResidentData
{
    private const int MostSessions = 10_000;

    public async Task<ResidentCopy?> CopyAsync(Guid residentId, CancellationToken cancellationToken)
    {
        if (await database.Residents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == residentId, cancellationToken) is not { } resident)
            return null;
        var (cards, parking) = await HoldingsAsync(residentId, cancellationToken);
        var invoices = await database.Invoices.AsNoTracking().Where(row => row.ResidentId == residentId).OrderBy(row => row.IssuedAt).ThenBy(row => row.Sequence)
            .Select(row => new ResidentInvoice(row.Id, row.Number, row.Recipient, row.IssuedAt, row.EnergyWh, row.Total, row.Currency))
            .ToListAsync(cancellationToken);
        var sessions = await SessionsAsync(residentId, cards, parking, cancellationToken);
        await audit.RecordAsync(AuditAction.ResidentDataCopied, residentId, null, cancellationToken);
        return new ResidentCopy(
            resident.Id, resident.SiteId, resident.Name, resident.Unit, resident.Address, resident.Language,
            cards.ConvertAll(row => new CardHolding(row.Number, row.ValidFrom, row.ValidUntil)),
            parking.ConvertAll(row => new ParkingHolding(row.StationId, row.ValidFrom, row.ValidUntil)), invoices, sessions, resident.Email);
    }

    public async Task<ResidentErasure> EraseAsync(Guid residentId, CancellationToken cancellationToken)
    {
        if (await database.Residents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == residentId, cancellationToken) is not { } resident)
            return ResidentErasure.NotFound;
        if (resident.Name.Length == 0)
            return ResidentErasure.Done;
        var (cards, parking) = await HoldingsAsync(residentId, cancellationToken);
        var holdings = cards.Select(row => (row.ValidFrom, row.ValidUntil)).Concat(parking.Select(row => (row.ValidFrom, row.ValidUntil))).ToList();
        if (holdings.Exists(held => held.ValidUntil is null || held.ValidUntil > time.GetUtcNow()))
            return ResidentErasure.StillResident;
        if (!await AreBilledAsync(resident.SiteId, [.. holdings.Select(held => (held.ValidFrom, held.ValidUntil!.Value))], cancellationToken))
            return ResidentErasure.NotBilled;

        // Noted first: an erasure that nobody could account for must not be; one that is noted can be done again.
        await audit.RecordAsync(AuditAction.ResidentErased, residentId, null, cancellationToken);
        var nowhere = new PostalAddress("", "", "", "", "");
        await database.Residents.Where(row => row.Id == residentId).ExecuteUpdateAsync(
            row => row.SetProperty(value => value.Name, "").SetProperty(value => value.Unit, "").SetProperty(value => value.Address, nowhere)
                .SetProperty(value => value.Email, (string?)null).SetProperty(value => value.PersonId, (Guid?)null),
            cancellationToken);
        return ResidentErasure.Done;
    }

    private async Task<(List<CardRow> Cards, List<ParkingSpaceRow> Parking)> HoldingsAsync(Guid residentId, CancellationToken cancellationToken) => (
        await database.Cards.AsNoTracking().Where(row => row.ResidentId == residentId).OrderBy(row => row.ValidFrom).ToListAsync(cancellationToken),
        await database.ParkingSpaces.AsNoTracking().Where(row => row.ResidentId == residentId).OrderBy(row => row.ValidFrom).ToListAsync(cancellationToken));

    private async Task<List<ResidentSession>> SessionsAsync(Guid residentId, List<CardRow> cards, List<ParkingSpaceRow> parking, CancellationToken cancellationToken)
    {
        var numbers = cards.Select(row => row.Number).ToHashSet();
        var stations = parking.Select(row => row.StationId).ToHashSet();
        var newest = await database.Sessions.AsNoTracking()
            .Where(row => numbers.Contains(row.Card!) || stations.Contains(row.StationId))
            .OrderByDescending(row => row.StartedAt).ThenBy(row => row.SessionId)
            .Take(MostSessions).ToListAsync(cancellationToken);
        // As the bills tell whose a session is: the copy shows nobody what somebody else charged with the same card or at the same space.
        var used = newest.Select(row => row.Card).OfType<string>().ToHashSet();
        var holders = new Holders(
            await database.Cards.AsNoTracking().Where(row => used.Contains(row.Number)).ToListAsync(cancellationToken),
            await database.ParkingSpaces.AsNoTracking().Where(row => stations.Contains(row.StationId)).ToListAsync(cancellationToken));
        newest.Reverse();
        return
        [
            .. newest.Where(row => holders.OfSession(row.Card, row.StationId, row.StartedAt) == residentId)
                .Select(row => new ResidentSession(row.StationId, row.StartedAt, row.EndedAt, row.EndWh - row.StartWh, row.Card)),
        ];
    }

    /// <summary>Each month that one of the spans touches, in the time of the site, is issued.</summary>
    private async Task<bool> AreBilledAsync(Guid siteId, List<(DateTimeOffset From, DateTimeOffset Until)> spans, CancellationToken cancellationToken)
    {
        if (spans.Count == 0)
            return true;
        var site = await sites.FindAsync(siteId, cancellationToken) ?? throw new InvalidOperationException($"There is no site {siteId}.");
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var issued = await database.Runs.Where(row => row.SiteId == siteId && row.Status == BillingRunStatus.Issued).Select(row => row.Month).ToHashSetAsync(cancellationToken);
        return spans.SelectMany(span => Months(span.From, span.Until, zone)).All(issued.Contains);
    }

    private static IEnumerable<DateOnly> Months(DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        var last = TimeZoneInfo.ConvertTime(until - TimeSpan.FromTicks(1), zone);
        var first = TimeZoneInfo.ConvertTime(from, zone);
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= new DateOnly(last.Year, last.Month, 1); month = month.AddMonths(1))
            yield return month;
    }
}
