namespace Clemap.Platform.Database;

/// <summary>A row that belongs to one organisation. Its key is led by <see cref="OrganisationId"/>.</summary>
public interface IOrganisationOwned
{
    Guid OrganisationId { get; }
}

/// <summary>A row that also belongs to one site: a person who has roles at other sites only does not see it.</summary>
public interface ISiteOwned : IOrganisationOwned
{
    Guid SiteId { get; }
}
