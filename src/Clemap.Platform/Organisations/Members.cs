using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Organisations;

internal sealed class Members(
    PlatformContext database, IOrganisationContext organisation, IPeople people, AuditTrail audit, TimeProvider time) : IMembers
{
    public async Task<IReadOnlyList<MemberView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = (await database.Memberships.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        return [.. (await people.ListAsync([.. rows.Select(group => group.Key)], cancellationToken)).Select(person => new MemberView(
            person.Id, person.Name, person.Email, Roles(rows[person.Id]), rows[person.Id].Min(row => row.Since)))];
    }

    public async Task<MemberChange> SetRolesAsync(Guid personId, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        if (roles.Except(Role.All).Any())
            return MemberChange.UnknownRole;
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Changes of one organisation wait for each other: two owners cannot remove each other at once.
        await database.Database.ExecuteSqlAsync($"select 1 from platform.organisations where organisation_id = {owner} for update", cancellationToken);
        var rows = await database.Memberships.ToListAsync(cancellationToken);
        var before = rows.FindAll(row => row.PersonId == personId);
        if (before.Count == 0)
            return MemberChange.NotFound;
        if (before.Exists(row => row.Role == Role.Owner) != roles.Contains(Role.Owner))
        {
            if (!rows.Exists(row => row.PersonId == organisation.ActorId && row.Role == Role.Owner))
                return MemberChange.OwnersOnly;
            if (rows.TrueForAll(row => row.Role != Role.Owner || row.PersonId == personId))
                return MemberChange.LastOwner;
        }

        var taken = before.FindAll(row => !roles.Contains(row.Role));
        var given = roles.Except(before.Select(row => row.Role)).ToList();
        if (taken.Count + given.Count == 0)
            return MemberChange.Done;
        database.Memberships.RemoveRange(taken);
        database.Memberships.AddRange(given.Select(role => new MembershipRow { OrganisationId = owner, PersonId = personId, Role = role, Since = time.GetUtcNow() }));
        audit.Add(owner, roles.Count == 0 ? AuditAction.MemberRemoved : AuditAction.MemberRolesChanged, personId, Json(Roles(before)), Json(Role.All.Where(roles.Contains)));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return MemberChange.Done;
    }

    private static IReadOnlyList<string> Roles(IEnumerable<MembershipRow> rows) => [.. Role.All.Where(role => rows.Any(row => row.Role == role))];

    private static string Json(IEnumerable<string> roles) => JsonSerializer.Serialize(roles.ToArray());
}
