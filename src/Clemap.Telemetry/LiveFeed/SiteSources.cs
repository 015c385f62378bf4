using Clemap.Platform.Sites;

namespace Clemap.Telemetry.LiveFeed;

internal static class SiteSources
{
    /// <summary>Meters and stations, those of a device that is retired too while no other has reported; none before the first site model.</summary>
    public static IReadOnlySet<Guid> Of(SiteDetail? site) => (site?.Model ?? site?.LastModel) is { } model
        ? model.Meters.Select(meter => meter.Id).Concat(model.Stations.Select(station => station.Id)).ToHashSet()
        : [];

    /// <summary>Of a meter or station; null when the site has none of that id.</summary>
    public static string? NameOf(SiteDetail site, Guid source) => (site.Model ?? site.LastModel) is { } model
        ? model.Meters.FirstOrDefault(meter => meter.Id == source)?.Name ?? model.Stations.FirstOrDefault(station => station.Id == source)?.Name
        : null;
}
