using System.Text.Json;
using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Sites.Groups;

internal sealed class MeteringGroups(PlatformContext database, ISiteDirectory sites, AuditTrail audit) : IMeteringGroups
{
    public async Task<IReadOnlyList<MeteringGroup>?> ListAsync(Guid siteId, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return null;
        var names = Names(site);
        var rows = await database.MeteringGroups.AsNoTracking().Where(row => row.SiteId == siteId).OrderBy(row => row.Name).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => View(row, names));
    }

    public async Task<(MeteringGroup? Group, IReadOnlyList<BrokenRule> Broken)> SaveAsync(
        Guid siteId, Guid groupId, MeteringGroupFields fields, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return (null, []);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Groups of one site change one after the other, so that of two of one name the second is refused.
        var owner = await database.Sites.FromSql($"select * from platform.sites where id = {siteId} for no key update").Select(row => row.OrganisationId).SingleAsync(cancellationToken);
        var rows = await database.MeteringGroups.Where(row => row.SiteId == siteId).ToListAsync(cancellationToken);
        var row = rows.Find(known => known.Id == groupId);
        var names = Names(site);
        if (MeteringGroupRules.Check(fields, names, rows.FindAll(known => known.Id != groupId), row) is { Count: > 0 } broken)
            return (null, broken);
        if (row is null && await database.MeteringGroups.AnyAsync(known => known.Id == groupId, cancellationToken))
            return (null, [new("taken", "groupId", "Another site has a group with this id.")]);

        var before = row is null ? null : Told(row, names);
        if (row is null)
            database.MeteringGroups.Add(row = new() { OrganisationId = owner, Id = groupId, SiteId = siteId, Name = "", SourceIds = [] });
        (row.Name, row.SourceIds) = (fields.Name!.Trim(), [.. fields.SourceIds!.Distinct()]);
        var after = Told(row, names);
        if (before != after)
            audit.Add(owner, AuditAction.MeteringGroupSaved, groupId, before, after);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (View(row, names), []);
    }

    public async Task<bool> DeleteAsync(Guid siteId, Guid groupId, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site
            || await database.MeteringGroups.SingleOrDefaultAsync(known => known.SiteId == siteId && known.Id == groupId, cancellationToken) is not { } row)
        {
            return false;
        }

        database.MeteringGroups.Remove(row);
        audit.Add(row.OrganisationId, AuditAction.MeteringGroupDeleted, groupId, Told(row, Names(site)), null);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // somebody else was quicker
        }

        return true;
    }

    private static Dictionary<Guid, string> Names(SiteDetail site)
    {
        var model = site.Model ?? site.LastModel ?? new SiteModel { Circuits = [], Meters = [], Stations = [] };
        var names = model.Meters.ToDictionary(meter => meter.Id, meter => meter.Name);
        foreach (var station in model.Stations)
            names[station.Id] = station.Name;
        return names;
    }

    private static MeteringGroup View(MeteringGroupRow row, Dictionary<Guid, string> names) => new(row.Id, row.Name,
        [.. row.SourceIds.Select(id => new MeteringSource(id, names.GetValueOrDefault(id))).OrderBy(source => source.Name, StringComparer.Ordinal).ThenBy(source => source.Id)]);

    // For the audit: what is in it, by the names of today.
    private static string Told(MeteringGroupRow row, Dictionary<Guid, string> names) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["name"] = row.Name,
        ["sources"] = string.Join(", ", row.SourceIds.Select(id => names.GetValueOrDefault(id, id.ToString())).Order(StringComparer.Ordinal)),
    });
}
