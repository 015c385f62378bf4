using Clemap.Platform.Database;

namespace Clemap.Platform.Sites;

internal sealed class Site : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Address { get; set; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; set; }

    /// <summary>With which the caller that made it can ask again without making another; unique in the organisation.</summary>
    public string? CreationKey { get; init; }
}
