using System.Security.Cryptography;
using System.Text.Json;
using Clemap.Billing.Database;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Residents;

internal sealed class Residents(BillingDbContext database, IOrganisationContext organisation, ISiteDirectory sites, IAuditWriter audit) : IResidents
{
    private const int MostWords = 8;

    public async Task<ResidentPage?> ListAsync(Guid siteId, ResidentQuery query, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return null;
        var rows = database.Residents.AsNoTracking().Where(row => row.SiteId == siteId && row.Name != "");
        foreach (var word in (query.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords))
        {
            var pattern = LikePattern.Containing(word);
            rows = rows.Where(row => EF.Functions.ILike(row.Name, pattern, "\\") || EF.Functions.ILike(row.Unit, pattern, "\\"));
        }

        var limit = Math.Clamp(query.Limit ?? ResidentQuery.UsualPerPage, 1, ResidentQuery.MostPerPage);
        var fit = await rows.CountAsync(cancellationToken);
        var pages = Math.Max(1, (fit + limit - 1) / limit);
        var page = Math.Clamp(query.Page ?? 1, 1, pages);
        var shown = await rows.OrderBy(row => row.Name).ThenBy(row => row.Id).Skip((page - 1) * limit).Take(limit).ToListAsync(cancellationToken);
        return new ResidentPage(await ViewsAsync(shown, ZoneOf(site), cancellationToken), page, pages, fit);
    }

    public async Task<ResidentView?> FindAsync(Guid residentId, CancellationToken cancellationToken)
    {
        if (await database.Residents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == residentId && row.Name != "", cancellationToken) is not { } row
            || await sites.FindAsync(row.SiteId, cancellationToken) is not { } site)
        {
            return null;
        }

        return (await ViewsAsync([row], ZoneOf(site), cancellationToken))[0];
    }

    public async Task<ResidentSaved> SaveAsync(Guid siteId, Guid residentId, ResidentFields fields, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return new(null, []);
        var broken = ResidentRules.Check(fields, ((site.Model ?? site.LastModel)?.Stations ?? []).Select(station => station.Id).ToHashSet());
        if (broken.Count > 0)
            return new(null, broken);
        var zone = ZoneOf(site);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(cancellationToken);
        var row = await database.Residents.SingleOrDefaultAsync(known => known.Id == residentId, cancellationToken);
        if (row is not null && (row.SiteId != siteId || row.Name.Length == 0))
            return new(null, [new("taken", "residentId", "Somebody else has this id.")]);
        var before = row is null ? null : (await ViewsAsync([row], zone, cancellationToken))[0];
        if (before?.Version != fields.ExpectedVersion)
            return before is null ? new(null, [new("unknown", "expectedVersion", "There is no such resident.")]) : new(before, [], IsConflict: true);

        var held = await HoldingsAsync(residentId, cancellationToken);
        var cards = (fields.Cards ?? []).Select(card => Holding.Of(card, zone)).ToList();
        var spaces = (fields.ParkingSpaces ?? []).Select(space => Holding.Of(space, zone)).ToList();
        broken.AddRange(await HeldByOthersAsync(residentId, cards, spaces, cancellationToken));
        broken.AddRange(await BilledAsync(site, [.. held.Cards.Select(Holding.Of)], cards, "cards", cancellationToken));
        broken.AddRange(await BilledAsync(site, [.. held.Spaces.Select(Holding.Of)], spaces, "parkingSpaces", cancellationToken));
        if (broken.Count > 0)
            return new(null, broken);

        Write(siteId, residentId, row, fields);
        Write(residentId, held, cards, spaces);
        var changed = database.ChangeTracker.HasChanges();
        await database.SaveChangesAsync(cancellationToken);
        if (changed)
            await audit.RecordAsync(AuditAction.ResidentSaved, residentId, Told(held.Cards.Select(Holding.Of), held.Spaces.Select(Holding.Of)), Told(cards, spaces), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(await FindAsync(residentId, cancellationToken), []);
    }

    public async Task<ResidentRemoval> RemoveAsync(Guid siteId, Guid residentId, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return ResidentRemoval.NotFound;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(cancellationToken);
        if (await database.Residents.SingleOrDefaultAsync(row => row.Id == residentId && row.SiteId == siteId && row.Name != "", cancellationToken) is not { } row)
            return ResidentRemoval.NotFound;
        var held = await HoldingsAsync(residentId, cancellationToken);
        var all = held.Cards.Select(Holding.Of).Concat(held.Spaces.Select(Holding.Of)).ToList();
        if (await database.Invoices.AnyAsync(invoice => invoice.ResidentId == residentId, cancellationToken) || (await BilledAsync(site, all, [], "cards", cancellationToken)).Count > 0)
            return ResidentRemoval.IsBilled;
        database.RemoveRange(held.Cards);
        database.RemoveRange(held.Spaces);
        await database.SaveChangesAsync(cancellationToken);
        database.Remove(row);
        await database.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(AuditAction.ResidentRemoved, residentId, Told(held.Cards.Select(Holding.Of), held.Spaces.Select(Holding.Of)), null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ResidentRemoval.Done;
    }

    // Cards go with people from site to site: what two people enter at once is looked at one after the other.
    private Task<int> LockAsync(CancellationToken cancellationToken) => database.Database.ExecuteSqlAsync(
        $"select pg_advisory_xact_lock(hashtextextended('residents ' || {organisation.OrganisationId.ToString()}, 0))", cancellationToken);

    private async Task<(List<CardRow> Cards, List<ParkingSpaceRow> Spaces)> HoldingsAsync(Guid residentId, CancellationToken cancellationToken) => (
        await database.Cards.Where(row => row.ResidentId == residentId).ToListAsync(cancellationToken),
        await database.ParkingSpaces.Where(row => row.ResidentId == residentId).ToListAsync(cancellationToken));

    private async Task<List<BrokenRule>> HeldByOthersAsync(Guid residentId, List<Holding> cards, List<Holding> spaces, CancellationToken cancellationToken)
    {
        var numbers = cards.ConvertAll(card => card.Key);
        var stations = spaces.ConvertAll(space => Guid.Parse(space.Key));
        var otherCards = await database.Cards.AsNoTracking().Where(row => numbers.Contains(row.Number) && row.ResidentId != residentId).ToListAsync(cancellationToken);
        var otherSpaces = await database.ParkingSpaces.AsNoTracking().Where(row => stations.Contains(row.StationId) && row.ResidentId != residentId).ToListAsync(cancellationToken);
        return
        [
            .. Indexes(cards, [.. otherCards.Select(Holding.Of)]).Select(index => new BrokenRule("held-by-another", $"cards[{index}]", $"Somebody else has the card {cards[index].Key} in these days.")),
            .. Indexes(spaces, [.. otherSpaces.Select(Holding.Of)]).Select(index => new BrokenRule("held-by-another", $"parkingSpaces[{index}]", "Somebody else has the parking space in these days.")),
        ];
    }

    private static IEnumerable<int> Indexes(List<Holding> wanted, List<Holding> others) =>
        Enumerable.Range(0, wanted.Count).Where(index => others.Exists(other => other.Overlaps(wanted[index])));

    /// <summary>What was held in an issued month decided about its invoices, and stays as it is.</summary>
    private async Task<List<BrokenRule>> BilledAsync(SiteDetail site, List<Holding> before, List<Holding> after, string field, CancellationToken cancellationToken)
    {
        var months = await database.Runs.AsNoTracking().Where(run => run.SiteId == site.Id && run.Status == BillingRunStatus.Issued).Select(run => run.Month).ToListAsync(cancellationToken);
        return months.Order().Where(month => Differ(MonthSpan.Of(month, ZoneOf(site)), before, after)).Take(1)
            .Select(month => new BrokenRule("month-billed", field, $"The month {month:yyyy-MM} is billed: who had what in it stays as it is.")).ToList();
    }

    private static bool Differ(MonthSpan month, List<Holding> before, List<Holding> after) =>
        !before.Select(holding => holding.Within(month.From, month.To)).OfType<Holding>().ToHashSet()
            .SetEquals(after.Select(holding => holding.Within(month.From, month.To)).OfType<Holding>());

    private void Write(Guid siteId, Guid residentId, ResidentRow? row, ResidentFields fields)
    {
        var address = fields.Address!;
        var clean = new PostalAddress((address.Street ?? "").Trim(), (address.HouseNumber ?? "").Trim(), address.PostalCode.Trim(), address.Town.Trim(), address.Country);
        if (row is null)
        {
            database.Residents.Add(new ResidentRow
            {
                OrganisationId = organisation.OrganisationId!.Value,
                Id = residentId,
                SiteId = siteId,
                Name = fields.Name!.Trim(),
                Unit = (fields.Unit ?? "").Trim(),
                Address = clean,
                Language = fields.Language!,
                Email = ResidentRules.Email(fields.Email),
            });
            return;
        }

        (row.Name, row.Unit, row.Language) = (fields.Name!.Trim(), (fields.Unit ?? "").Trim(), fields.Language!);
        if (row.Address != clean)
            row.Address = clean;
        if (row.Email != ResidentRules.Email(fields.Email))
            (row.Email, row.PersonId) = (ResidentRules.Email(fields.Email), null);
    }

    private void Write(Guid residentId, (List<CardRow> Cards, List<ParkingSpaceRow> Spaces) held, List<Holding> cards, List<Holding> spaces)
    {
        var owner = organisation.OrganisationId!.Value;
        database.RemoveRange(held.Cards.Where(row => !cards.Exists(card => card.Key == row.Number && card.From == row.ValidFrom)));
        database.RemoveRange(held.Spaces.Where(row => !spaces.Exists(space => space.Key == row.StationId.ToString() && space.From == row.ValidFrom)));
        foreach (var card in cards)
        {
            if (held.Cards.Find(row => row.Number == card.Key && row.ValidFrom == card.From) is { } known)
                known.ValidUntil = card.Until;
            else
                database.Cards.Add(new CardRow { OrganisationId = owner, Number = card.Key, ValidFrom = card.From, ValidUntil = card.Until, ResidentId = residentId });
        }

        foreach (var space in spaces)
        {
            if (held.Spaces.Find(row => row.StationId.ToString() == space.Key && row.ValidFrom == space.From) is { } known)
                known.ValidUntil = space.Until;
            else
                database.ParkingSpaces.Add(new ParkingSpaceRow { OrganisationId = owner, StationId = Guid.Parse(space.Key), ValidFrom = space.From, ValidUntil = space.Until, ResidentId = residentId });
        }
    }

    private async Task<List<ResidentView>> ViewsAsync(List<ResidentRow> rows, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var cards = (await database.Cards.AsNoTracking().Where(row => ids.Contains(row.ResidentId)).OrderBy(row => row.ValidFrom).ThenBy(row => row.Number).ToListAsync(cancellationToken)).ToLookup(row => row.ResidentId);
        var spaces = (await database.ParkingSpaces.AsNoTracking().Where(row => ids.Contains(row.ResidentId)).OrderBy(row => row.ValidFrom).ThenBy(row => row.StationId).ToListAsync(cancellationToken)).ToLookup(row => row.ResidentId);
        return rows.ConvertAll(row => View(
            row,
            [.. cards[row.Id].Select(card => Holding.Of(card).Days(zone) is var (from, to) ? new HeldCard(card.Number, from, to) : throw new InvalidOperationException())],
            [.. spaces[row.Id].Select(space => Holding.Of(space).Days(zone) is var (from, to) ? new HeldSpace(space.StationId, from, to) : throw new InvalidOperationException())]));
    }

    private static ResidentView View(ResidentRow row, IReadOnlyList<HeldCard> cards, IReadOnlyList<HeldSpace> spaces)
    {
        var view = new ResidentView(row.Id, row.SiteId, "", row.Name, row.Unit, row.Address, row.Language, cards, spaces, row.Email);
        // The content itself is the version: the same again is no conflict, and no column has to be kept.
        return view with { Version = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, JsonSerializerOptions.Web)).AsSpan(0, 8)), HasSignedIn = row.PersonId is not null };
    }

    // Names and addresses stay out of the audit, which is kept longer than they may be.
    private static string Told(IEnumerable<Holding> cards, IEnumerable<Holding> spaces) =>
        JsonSerializer.Serialize(new { cards = cards.Select(card => card.ToString()), parkingSpaces = spaces.Select(space => space.ToString()) }, JsonSerializerOptions.Web);

    private static TimeZoneInfo ZoneOf(SiteDetail site) => TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
}
