using Clemap.Platform.Database;

namespace Clemap.Platform.Organisations;

internal sealed class Organisation : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The organisation that made it and whose people act in it too; <see langword="null"/> for one of its own.</summary>
    public Guid? ParentId { get; init; }
}
