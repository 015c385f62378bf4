using System.Security.Claims;

namespace Clemap.Platform.Organisations;

/// <summary>Which person is what in which organisation.</summary>
public interface IMemberships
{
    /// <summary>Of one person, their own organisations first, by name and role; roles at sites, and those from above, included. Works before an organisation is known: sign-in asks it.</summary>
    Task<IReadOnlyList<Membership>> OfPersonAsync(Guid personId, CancellationToken cancellationToken);

    /// <summary>Gives the person the role; doing it again changes nothing.</summary>
    /// <param name="organisationId">The organisation in scope.</param>
    /// <param name="role">One of <see cref="Role"/>.</param>
    Task AddAsync(Guid organisationId, Guid personId, string role, CancellationToken cancellationToken);
}

/// <param name="Role">One of <see cref="Organisations.Role"/>; a person with two roles has two memberships.</param>
/// <param name="FromAbove">The person has the role in an organisation above this one.</param>
/// <param name="SiteId">The one site where the role holds; <see langword="null"/> when it holds in the whole organisation.</param>
public sealed record Membership(Guid OrganisationId, string OrganisationName, string Role, Guid? SiteId = null, bool FromAbove = false)
{
    /// <summary>The organisation lets the person in as platform support: they act there, and do not belong to it.</summary>
    public bool IsSupport => Organisations.Role.IsOfSupport(Role);

    /// <summary>As it stands in tokens and in the portal's cookie.</summary>
    public Claim ToClaim() => SiteId is { } siteId
        ? new(ClemapClaims.SiteRole, new SiteRole(siteId, Role).ToString())
        : new(ClemapClaims.Role, Role);

    /// <summary>Roles in the token or cookie that the person does not have, or has no more, in its organisation.</summary>
    public static IReadOnlyList<Claim> Lost(ClaimsPrincipal person, IReadOnlyCollection<Membership> memberships)
    {
        var organisation = Guid.TryParse(person.FindFirst(ClemapClaims.Organisation)?.Value, out var id) ? id : (Guid?)null;
        return [.. person.Claims.Where(claim => claim.Type is ClemapClaims.Role or ClemapClaims.SiteRole).Where(claim => !memberships.Any(membership =>
            membership.OrganisationId == organisation && membership.ToClaim() is var held && held.Type == claim.Type && held.Value == claim.Value))];
    }
}
