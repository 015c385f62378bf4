using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Organisations;

/// <summary>Roles that hold in the organisation in scope because people have them in one above it.</summary>
internal sealed class Ancestors(PlatformContext database, IOrganisationContext organisation)
{
    public async Task<IReadOnlyList<RoleAbove>> ListAsync(CancellationToken cancellationToken) => await database.Database
        .SqlQuery<RoleAbove>($"select person_id, role, organisation_name from platform.people_above({organisation.OrganisationId ?? Guid.Empty})")
        .ToListAsync(cancellationToken);

    public async Task<bool> IsOwnerAsync(Guid? personId, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Any(row => row.PersonId == personId && row.Role == Role.Owner);
}

internal sealed record RoleAbove(Guid PersonId, string Role, string OrganisationName);
