using Clemap.Platform.Sites;

namespace Clemap.Telemetry.LiveFeed;

internal static class SiteSources
{
    /// <summary>Meters and stations, those of a device that is retired too while no other has reported; none before the first site model.</summary>
    public static IReadOnlySet<Guid> Of(SiteDetail? site) => (site?.Model ?? site?.LastModel) is { } model
        ? model.Meters.Select(meter => meter.Id).Concat(model.Stations.Select(station => station.Id)).ToHashSet()
        : [];
}
