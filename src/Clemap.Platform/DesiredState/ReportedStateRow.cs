using Clemap.Platform.Database;

namespace Clemap.Platform.DesiredState;

/// <summary>The newest report of a device about what is in force.</summary>
internal sealed class ReportedStateRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid DeviceId { get; init; }

    /// <summary>Reported state as JSON.</summary>
    public required string Document { get; set; }
    public required DateTimeOffset ReportedAt { get; set; }
}
