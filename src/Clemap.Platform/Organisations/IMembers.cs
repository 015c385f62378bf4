namespace Clemap.Platform.Organisations;

/// <summary>The people of the organisation in scope.</summary>
public interface IMembers
{
    /// <summary>By name; a person with several roles is listed once.</summary>
    Task<IReadOnlyList<MemberView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes these the roles of the person, in the organisation and at sites; none at all removes the person. It acts in open pages within a minute.</summary>
    /// <remarks>Only an owner makes or unmakes an owner, and the last one stays.</remarks>
    Task<MemberChange> SetRolesAsync(Guid personId, IReadOnlyCollection<string> roles, IReadOnlyCollection<SiteRole> siteRoles, CancellationToken cancellationToken);
}

/// <param name="Roles">Of <see cref="Role"/>, in the whole organisation.</param>
/// <param name="SiteRoles">At some sites only, by name of the site.</param>
/// <param name="Since">First role.</param>
public sealed record MemberView(Guid PersonId, string Name, string Email, IReadOnlyList<string> Roles, IReadOnlyList<MemberSiteRole> SiteRoles, DateTimeOffset Since);

/// <param name="Role">One of <see cref="Organisations.Role.AtSites"/>.</param>
public sealed record MemberSiteRole(Guid SiteId, string SiteName, string Role);

public enum MemberChange
{
    Done,

    /// <summary>Nobody with this id is in the organisation.</summary>
    NotFound,

    /// <summary>One of the roles does not exist.</summary>
    UnknownRole,

    /// <summary>The organisation has no such site, or the role is not one that holds at a site.</summary>
    UnknownSiteRole,

    /// <summary>More roles at sites than a token can carry.</summary>
    TooManySites,

    /// <summary>The organisation would be without an owner.</summary>
    LastOwner,

    /// <summary>Who acts is not an owner, and the change gives or takes that role.</summary>
    OwnersOnly,
}
