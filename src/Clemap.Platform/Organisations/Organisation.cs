using Clemap.Platform.Database;

namespace Clemap.Platform.Organisations;

internal sealed class Organisation : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}
