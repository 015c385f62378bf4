using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.Readings;

internal static class ReadingsEndpoints
{
    public static void MapReadings(this IEndpointRouteBuilder endpoints)
    {
        var site = endpoints.MapGroup("/api/v1/sites/{siteId:guid}").RequireAuthorization(Permission.ViewSites);
        site.MapGet("/live", static (Guid siteId, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.LiveAsync(siteId, cancellationToken));
        site.MapGet("/readings", static (
                Guid siteId, Guid? sourceId, string? from, string? to, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.RawAsync(siteId, sourceId, from, to, cancellationToken));
        site.MapGet("/completeness", static (Guid siteId, string? from, string? to, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.CompletenessAsync(siteId, from, to, cancellationToken));
        site.MapGet("/series", static (
                Guid siteId, Guid sourceId, string? from, string? to, int? points, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.SeriesAsync(siteId, sourceId, from, to, points, cancellationToken));
    }
}
