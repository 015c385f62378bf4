using Clemap.Platform.Sites;

namespace Clemap.Telemetry.LiveFeed;

internal static class SiteSources
{
    /// <summary>Meters and stations; none before the device reported its site model.</summary>
    public static IReadOnlySet<Guid> Of(SiteDetail? site) => site?.Model is { } model
        ? model.Meters.Select(meter => meter.Id).Concat(model.Stations.Select(station => station.Id)).ToHashSet()
        : [];
}
