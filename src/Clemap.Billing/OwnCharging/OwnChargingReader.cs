using System.Globalization;
using System.Text.Json;
using Clemap.Billing.Database;
using Clemap.Billing.Documents;
using Clemap.Billing.Invoices;
using Clemap.Billing.Sessions;
using Clemap.Billing.Setup;
using Clemap.Platform.Audit;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.OwnCharging;

internal sealed class OwnChargingReader(BillingDbContext database, OwnHomes homes, IAuditWriter audit) : IOwnCharging
{
    private List<ResidentRow>? known;

    public async Task<IReadOnlyList<OwnHome>> ReadAsync(CancellationToken cancellationToken) => await OwnAsync(cancellationToken) is { Count: > 0 } own
        ? await homes.HomesAsync(own, cancellationToken)
        : [];

    public async Task<OwnSessionPage> SessionsAsync(OwnPage page, CancellationToken cancellationToken)
    {
        if (await OwnAsync(cancellationToken) is not { Count: > 0 } own)
            return new([], null);
        var query = await TheirsAsync(own, cancellationToken);
        if (page.Before is { } before)
        {
            if (await query.Where(row => row.SessionId == before).Select(row => (DateTimeOffset?)row.EndedAt).SingleOrDefaultAsync(cancellationToken) is not { } endedAt)
                return new([], null);
            query = query.Where(row => row.EndedAt < endedAt || (row.EndedAt == endedAt && row.SessionId.CompareTo(before) < 0));
        }

        var limit = page.Limit ?? OwnPage.UsualPerPage;
        var rows = await query.OrderByDescending(row => row.EndedAt).ThenByDescending(row => row.SessionId).Take(limit + 1).ToListAsync(cancellationToken);
        var sites = await homes.SitesAsync(own.Select(resident => resident.SiteId), cancellationToken);
        var usual = sites[own[0].SiteId].TimeZone;
        var stations = sites.Values.SelectMany(site => ((site.Model ?? site.LastModel)?.Stations ?? []).Select(station => (station.Id, station.Name, site.TimeZone)))
            .DistinctBy(station => station.Id).ToDictionary(station => station.Id);
        return new(
            [
                .. rows.Take(limit).Select(row => stations.TryGetValue(row.StationId, out var station)
                    ? View(row, station.Name, station.TimeZone)
                    : View(row, null, usual)),
            ],
            rows.Count > limit ? rows[limit - 1].SessionId : null);
    }

    public async Task<OwnInvoicePage> InvoicesAsync(OwnPage page, CancellationToken cancellationToken)
    {
        if (await OwnAsync(cancellationToken) is not { Count: > 0 } own)
            return new([], null);
        var residents = own.Select(row => row.Id).ToList();
        var query = database.Invoices.AsNoTracking().Where(row => residents.Contains(row.ResidentId));
        if (page.Before is { } before)
        {
            if (await query.Where(row => row.Id == before).Select(row => (DateTimeOffset?)row.IssuedAt).SingleOrDefaultAsync(cancellationToken) is not { } issuedAt)
                return new([], null);
            query = query.Where(row => row.IssuedAt < issuedAt || (row.IssuedAt == issuedAt && row.Id.CompareTo(before) < 0));
        }

        var limit = page.Limit ?? OwnPage.UsualPerPage;
        var rows = await query.OrderByDescending(row => row.IssuedAt).ThenByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var runs = await homes.RunsAsync(rows.ConvertAll(row => row.RunId), cancellationToken);
        return new(
            [.. rows.Take(limit).Select(row => new OwnInvoice(row.Id, row.Number, runs[row.RunId].Month, row.IssuedAt, row.EnergyWh, row.SolarWh, row.Total, row.Currency))],
            rows.Count > limit ? rows[limit - 1].Id : null);
    }

    public async Task<StoredDocument?> InvoicePdfAsync(Guid invoiceId, CancellationToken cancellationToken)
    {
        var residents = (await OwnAsync(cancellationToken)).Select(row => row.Id).ToList();
        if (!await database.Invoices.AnyAsync(row => row.Id == invoiceId && residents.Contains(row.ResidentId), cancellationToken)
            || await database.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.InvoiceId == invoiceId && row.Kind == DocumentKind.InvoicePdf, cancellationToken) is not { } document)
        {
            return null;
        }

        var run = (await homes.RunsAsync([document.RunId], cancellationToken))[document.RunId];
        var told = new Dictionary<string, string> { ["month"] = run.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), ["document"] = document.FileName };
        await audit.RecordAsync(AuditAction.DocumentFetched, run.SiteId, JsonSerializer.Serialize(told), cancellationToken);
        return document.ToStored();
    }

    /// <summary>Residents that the person is, asked for once in a scope, whichever reach the scope has: the fences alone are not asked who that is.</summary>
    private async Task<List<ResidentRow>> OwnAsync(CancellationToken cancellationToken)
    {
        if (known is not null)
            return known;
        await homes.LinkAsync(cancellationToken);
        var person = database.OwnPerson;
        return known = await database.Residents.AsNoTracking().Where(row => row.PersonId == person).OrderBy(row => row.Id).ToListAsync(cancellationToken);
    }

    private async Task<IQueryable<ChargingSessionRow>> TheirsAsync(List<ResidentRow> own, CancellationToken cancellationToken)
    {
        var residents = own.ConvertAll(row => row.Id);
        var cards = await database.Cards.AsNoTracking().Where(row => residents.Contains(row.ResidentId)).Select(row => row.Number).Distinct().ToListAsync(cancellationToken);
        var stations = await database.ParkingSpaces.AsNoTracking().Where(row => residents.Contains(row.ResidentId)).Select(row => row.StationId).Distinct().ToListAsync(cancellationToken);
        // The first condition finds few by their indexes, the second tells whose they are.
        return database.Sessions.AsNoTracking().Where(row =>
            (cards.Contains(row.Card!) || stations.Contains(row.StationId))
            && residents.Contains(database.HolderOf(row.OrganisationId, row.Card, row.StationId, row.StartedAt)!.Value));
    }

    private static OwnSession View(ChargingSessionRow row, string? station, string timeZone) =>
        new(row.SessionId, station, row.StartedAt, row.EndedAt, timeZone, row.EndWh - row.StartWh, row.Card);
}
