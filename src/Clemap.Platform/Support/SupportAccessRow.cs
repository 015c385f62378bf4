using Clemap.Platform.Database;

namespace Clemap.Platform.Support;

internal sealed class SupportAccessRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required bool MayChange { get; init; }
    public required Guid? GrantedBy { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}
