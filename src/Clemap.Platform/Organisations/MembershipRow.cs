using Clemap.Platform.Database;

namespace Clemap.Platform.Organisations;

internal sealed class MembershipRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid PersonId { get; init; }
    public required string Role { get; init; }
    public required DateTimeOffset Since { get; init; }
}
