using Clemap.Billing.Allocation;
using Clemap.Billing.Database;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Sessions;

internal sealed class Sessions(BillingDbContext database, ISiteDirectory sites) : ISessions
{
    public async Task<SessionPage?> ListAsync(Guid siteId, SessionFilter filter, bool withHolders, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return null;
        var names = ((site.Model ?? site.LastModel)?.Stations ?? []).Where(station => filter.StationId is not { } only || station.Id == only).ToDictionary(station => station.Id, station => station.Name);
        var rows = await PageAsync([.. names.Keys], filter, cancellationToken);
        var limit = filter.Limit ?? SessionFilter.UsualPerPage;
        var shown = rows.Take(limit).ToList();
        var holders = withHolders ? await HoldersAsync(siteId, shown, cancellationToken) : _ => null;
        return new SessionPage(
            [
                .. shown.Select(row => new SessionView(
                    row.SessionId, row.StationId, names[row.StationId], row.StartedAt, row.EndedAt, row.EndWh - row.StartWh, withHolders ? row.Card : null, holders(row))),
            ],
            rows.Count > limit ? shown[^1].SessionId : null);
    }

    private async Task<List<ChargingSessionRow>> PageAsync(Guid[] stations, SessionFilter filter, CancellationToken cancellationToken)
    {
        var query = database.Sessions.AsNoTracking().Where(row => stations.Contains(row.StationId));
        if (filter.From is { } from)
            query = query.Where(row => row.EndedAt >= from.ToUniversalTime());
        if (filter.To is { } to)
            query = query.Where(row => row.EndedAt < to.ToUniversalTime());
        if (filter.Before is { } before)
        {
            if (await query.Where(row => row.SessionId == before).Select(row => (DateTimeOffset?)row.EndedAt).SingleOrDefaultAsync(cancellationToken) is not { } endedAt)
                return [];
            query = query.Where(row => row.EndedAt < endedAt || (row.EndedAt == endedAt && row.SessionId.CompareTo(before) < 0));
        }

        return await query.OrderByDescending(row => row.EndedAt).ThenByDescending(row => row.SessionId).Take((filter.Limit ?? SessionFilter.UsualPerPage) + 1).ToListAsync(cancellationToken);
    }

    private async Task<Func<ChargingSessionRow, string?>> HoldersAsync(Guid siteId, List<ChargingSessionRow> rows, CancellationToken cancellationToken)
    {
        var (numbers, stations) = (rows.ConvertAll(row => row.Card), rows.ConvertAll(row => row.StationId));
        var residents = database.Residents.AsNoTracking().Where(resident => resident.SiteId == siteId);
        var cards = await database.Cards.AsNoTracking()
            .Where(card => numbers.Contains(card.Number) && residents.Any(resident => resident.Id == card.ResidentId)).ToListAsync(cancellationToken);
        var spaces = await database.ParkingSpaces.AsNoTracking()
            .Where(space => stations.Contains(space.StationId) && residents.Any(resident => resident.Id == space.ResidentId)).ToListAsync(cancellationToken);
        var held = cards.Select(card => card.ResidentId).Concat(spaces.Select(space => space.ResidentId)).ToHashSet();
        var names = await residents.Where(resident => held.Contains(resident.Id)).ToDictionaryAsync(resident => resident.Id, resident => resident.Name, cancellationToken);
        var holders = new Holders(cards, spaces);
        return row => holders.OfSession(row.Card, row.StationId, row.StartedAt) is { } id ? names.GetValueOrDefault(id) : null;
    }
}
