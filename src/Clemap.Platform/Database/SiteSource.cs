namespace Clemap.Platform.Database;

/// <summary>A meter or station of one of the sites that the database function <c>platform.sources_at</c> was asked about. Not a table.</summary>
public sealed record SiteSource
{
    public Guid SourceId { get; init; }
}
