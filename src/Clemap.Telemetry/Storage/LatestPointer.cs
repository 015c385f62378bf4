using Clemap.Platform.Database;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// Where to begin to look for the newest reading of a source: it is this one, or one at most <see cref="SourceStates.PointerLag"/> newer. Moves only forward: a late row never looks fresh.
/// </summary>
internal sealed class LatestPointer : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid SourceId { get; init; }
    public DateTimeOffset At { get; init; }
}
