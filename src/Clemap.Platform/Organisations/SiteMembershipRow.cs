using Clemap.Platform.Database;

namespace Clemap.Platform.Organisations;

/// <summary>
/// A role that holds at one site only. Not <see cref="ISiteOwned"/>: who has which role is the organisation's business, and nobody reads it who only acts at a site.
/// </summary>
internal sealed class SiteMembershipRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid SiteId { get; init; }

    /// <summary>One of <see cref="Organisations.Role.AtSites"/>.</summary>
    public required string Role { get; init; }
    public required DateTimeOffset Since { get; init; }
}
