using Clemap.Platform.Database;

namespace Clemap.Platform.Sites;

/// <summary>The newest site model of a device.</summary>
internal sealed class SiteModelRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid DeviceId { get; init; }

    /// <summary>Site model as JSON.</summary>
    public required string Document { get; set; }
    public required DateTimeOffset ReportedAt { get; set; }
}
