using Clemap.Platform.Database;

namespace Clemap.Platform.DesiredState;

/// <summary>One version of what is wanted of a device. Never changed once written.</summary>
internal sealed class DesiredStateVersion : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid DeviceId { get; init; }
    public required long Version { get; init; }

    /// <summary>Desired state as JSON.</summary>
    public required string Document { get; init; }
    public required Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
