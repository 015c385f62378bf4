using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Organisations;

internal sealed class Members(
    PlatformContext database, IOrganisationContext organisation, Ancestors ancestors, IPeople people, AuditTrail audit, TimeProvider time) : IMembers
{
    public async Task<IReadOnlyList<MemberView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = (await database.Memberships.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        var atSites = (await database.SiteMemberships.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        var names = await NamesAsync(cancellationToken);
        Guid[] ids = [.. rows.Select(group => group.Key).Union(atSites.Select(group => group.Key))];
        return [.. (await people.ListAsync(ids, cancellationToken)).Select(person => new MemberView(
            person.Id, person.Name, person.Email, Roles(rows[person.Id]),
            [.. atSites[person.Id].Select(row => new MemberSiteRole(row.SiteId, names[row.SiteId], row.Role)).OrderBy(role => role.SiteName, StringComparer.Ordinal).ThenBy(role => role.Role)],
            rows[person.Id].Select(row => row.Since).Concat(atSites[person.Id].Select(row => row.Since)).Min()))];
    }

    public async Task<MemberChange> SetRolesAsync(
        Guid personId, IReadOnlyCollection<string> roles, IReadOnlyCollection<SiteRole> siteRoles, CancellationToken cancellationToken)
    {
        if (roles.Except(Role.All).Any())
            return MemberChange.UnknownRole;
        if (siteRoles.Count > SiteRole.MostOfAPerson)
            return MemberChange.TooManySites;
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Changes of one organisation wait for each other: two owners cannot remove each other at once.
        await database.Database.ExecuteSqlAsync($"select 1 from platform.organisations where organisation_id = {owner} for update", cancellationToken);
        var rows = await database.Memberships.ToListAsync(cancellationToken);
        var before = rows.FindAll(row => row.PersonId == personId);
        var beforeAtSites = await database.SiteMemberships.Where(row => row.PersonId == personId).ToListAsync(cancellationToken);
        if (before.Count + beforeAtSites.Count == 0)
            return MemberChange.NotFound;
        var names = await NamesAsync(cancellationToken);
        if (siteRoles.Any(role => !Role.AtSites.Contains(role.Role) || !names.ContainsKey(role.SiteId)))
            return MemberChange.UnknownSiteRole;
        if (before.Exists(row => row.Role == Role.Owner) != roles.Contains(Role.Owner))
        {
            var above = await ancestors.ListAsync(cancellationToken);
            if (!rows.Exists(row => row.PersonId == organisation.ActorId && row.Role == Role.Owner) && !above.Any(row => row.PersonId == organisation.ActorId && row.Role == Role.Owner))
                return MemberChange.OwnersOnly;
            if (rows.TrueForAll(row => row.Role != Role.Owner || row.PersonId == personId) && above.All(row => row.Role != Role.Owner))
                return MemberChange.LastOwner;
        }

        var heldAtSites = beforeAtSites.ConvertAll(row => new SiteRole(row.SiteId, row.Role));
        var (was, now) = (Told(Roles(before), heldAtSites, names), Told([.. Role.All.Where(roles.Contains)], siteRoles, names));
        if (was == now)
            return MemberChange.Done;
        database.Memberships.RemoveRange(before.FindAll(row => !roles.Contains(row.Role)));
        database.Memberships.AddRange(roles.Except(before.Select(row => row.Role))
            .Select(role => new MembershipRow { OrganisationId = owner, PersonId = personId, Role = role, Since = time.GetUtcNow() }));
        database.SiteMemberships.RemoveRange(beforeAtSites.FindAll(row => !siteRoles.Contains(new(row.SiteId, row.Role))));
        database.SiteMemberships.AddRange(siteRoles.Except(heldAtSites)
            .Select(role => new SiteMembershipRow { OrganisationId = owner, PersonId = personId, SiteId = role.SiteId, Role = role.Role, Since = time.GetUtcNow() }));
        audit.Add(owner, roles.Count + siteRoles.Count == 0 ? AuditAction.MemberRemoved : AuditAction.MemberRolesChanged, personId, was, now);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }

    private Task<Dictionary<Guid, string>> NamesAsync(CancellationToken cancellationToken) =>
        database.Sites.ToDictionaryAsync(site => site.Id, site => site.Name, cancellationToken);

    private static IReadOnlyList<string> Roles(IEnumerable<MembershipRow> rows) => [.. Role.All.Where(role => rows.Any(row => row.Role == role))];

    // For the audit: roles, and those at sites with the site's name of today.
    private static string Told(IReadOnlyList<string> roles, IEnumerable<SiteRole> siteRoles, Dictionary<Guid, string> names) => JsonSerializer.Serialize(
        roles.Concat(siteRoles.Distinct().Select(role => $"{role.Role} @ {names[role.SiteId]}").Order(StringComparer.Ordinal)).ToArray());
}
