namespace Clemap.Platform.Database;

/// <summary>A row that belongs to one organisation. Its key is led by <see cref="OrganisationId"/>.</summary>
public interface IOrganisationOwned
{
    Guid OrganisationId { get; }
}
