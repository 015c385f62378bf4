using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Sites;

internal sealed class Sites(PlatformContext database, IOrganisationContext organisation, AuditTrail audit, DesiredStates wanted) : ISites
{
    /// <summary>Of one organisation: pages and answers list all of them.</summary>
    private const int MostSites = 5_000;

    public async Task<SiteMade> CreateAsync(SiteFields site, string? key, CancellationToken cancellationToken)
    {
        List<BrokenRule> broken = [.. SiteRules.Check(site, all: true)];
        if (SiteRules.CheckKey(key) is { } badKey)
            broken.Add(badKey);
        if (broken.Count > 0)
            return new(null, false, broken);

        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.Sites.CountAsync(cancellationToken) >= MostSites)
            return new(null, false, [new("too-many", "", $"An organisation has at most {MostSites} sites.")]);
        var id = Guid.CreateVersion7();
        // Of two with the same key that come at once, the second waits here for the first and then makes nothing.
        var made = await database.Database.ExecuteSqlAsync(
            $"""
             insert into platform.sites (organisation_id, id, name, address, time_zone, creation_key)
             values ({owner}, {id}, {site.Name!.Trim()}, {site.Address!.Trim()}, {site.TimeZone}, {key})
             on conflict (organisation_id, creation_key) do nothing
             """,
            cancellationToken);
        if (made == 0)
        {
            var known = await database.Sites.Where(row => row.CreationKey == key).Select(row => row.Id).SingleAsync(cancellationToken);
            return new(await SummaryAsync(known, cancellationToken), false, []);
        }

        audit.Add(owner, AuditAction.SiteCreated, id, null, Json(site.Name.Trim(), site.Address.Trim(), site.TimeZone!));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(await SummaryAsync(id, cancellationToken), true, []);
    }

    public async Task<SiteChanged> ChangeAsync(Guid siteId, SiteFields change, CancellationToken cancellationToken)
    {
        if (SiteRules.Check(change, all: false) is { Count: > 0 } broken)
            return await database.Sites.AnyAsync(row => row.Id == siteId, cancellationToken) ? new(null, broken) : new(null, []);

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // The lock makes two changes at once follow each other, so that the old values in the audit are the old values.
        var site = await database.Sites.FromSql($"select * from platform.sites where id = {siteId} for no key update").SingleOrDefaultAsync(cancellationToken);
        if (site is null)
            return new(null, []);
        var before = Json(site.Name, site.Address, site.TimeZone);
        (site.Name, site.Address, site.TimeZone) = (change.Name?.Trim() ?? site.Name, change.Address?.Trim() ?? site.Address, change.TimeZone ?? site.TimeZone);
        var after = Json(site.Name, site.Address, site.TimeZone);
        if (before != after)
        {
            audit.Add(site.OrganisationId, AuditAction.SiteChanged, siteId, before, after);
            await database.SaveChangesAsync(cancellationToken);
            if (change.TimeZone is { } timeZone)
                await wanted.MoveToZoneAsync(siteId, timeZone, cancellationToken);
            await SiteSignals.SendAsync(database, siteId, SiteChangeKind.Details, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(await SummaryAsync(siteId, cancellationToken), []);
    }

    private Task<SiteSummary> SummaryAsync(Guid siteId, CancellationToken cancellationToken) =>
        SiteDirectory.Summaries(database, database.Sites.Where(site => site.Id == siteId)).SingleAsync(cancellationToken);

    private static string Json(string name, string address, string timeZone) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["name"] = name, ["address"] = address, ["timeZone"] = timeZone });
}
