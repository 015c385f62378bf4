using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Organisations;

internal sealed class Memberships(PlatformContext database, TimeProvider time) : IMemberships
{
    public async Task<IReadOnlyList<Membership>> OfPersonAsync(Guid personId, CancellationToken cancellationToken) =>
        await database.Database
            .SqlQuery<Membership>($"select organisation_id, organisation_name, role, site_id, from_above from platform.standing_of({personId})")
            .OrderBy(membership => membership.FromAbove).ThenBy(membership => membership.OrganisationName).ThenBy(membership => membership.Role)
            .ToListAsync(cancellationToken);

    public async Task AddAsync(Guid organisationId, Guid personId, string role, CancellationToken cancellationToken)
    {
        if (!Role.All.Contains(role))
            throw new ArgumentException($"'{role}' is not a role.", nameof(role));
        await database.Database.ExecuteSqlAsync(
            $"""
             insert into platform.memberships (organisation_id, person_id, role, since)
             values ({organisationId}, {personId}, {role}, {time.GetUtcNow()})
             on conflict do nothing
             """,
            cancellationToken);
    }
}
