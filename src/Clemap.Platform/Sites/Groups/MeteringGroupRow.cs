using Clemap.Platform.Database;

namespace Clemap.Platform.Sites.Groups;

internal sealed class MeteringGroupRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid SiteId { get; init; }
    public required string Name { get; set; }
    public required List<Guid> SourceIds { get; set; }
}
