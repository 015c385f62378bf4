using Clemap.Platform.Database;

namespace Clemap.Telemetry.Storage;

/// <summary>Which reading of a source is the newest. Moves only forward: a late row never looks fresh.</summary>
internal sealed class LatestPointer : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid SourceId { get; init; }
    public DateTimeOffset At { get; init; }
}
