using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Quality;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.Readings;

internal static class ReadingsEndpoints
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    public static void MapReadings(this IEndpointRouteBuilder endpoints)
    {
        var site = endpoints.MapGroup("/api/v1/sites/{siteId:guid}").WithTags("Readings").RequireAuthorization(Permission.ViewSites);
        site.MapGet("/live", static (Guid siteId, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.LiveAsync(siteId, cancellationToken)).WithSummary("The newest reading of each meter and station").Produces<IReadOnlyList<Reading>>();
        site.MapGet("/live/stream", static (Guid siteId, HttpContext http, LiveStream stream) => stream.ServeAsync(http, siteId))
            .WithSummary("The newest readings as server-sent events, at most one event a second")
            .Produces<IReadOnlyList<Reading>>(contentType: "text/event-stream");
        site.MapGet("/readings", static (
                Guid siteId, [AsParameters] ReadingsQuery query, HttpContext http, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.RawAsync(http, siteId, query, cancellationToken)).WithSummary("Ten-second rows in order of time, in pages, as JSON or CSV")
            .Produces<IReadOnlyList<Reading>>(StatusCodes.Status200OK, Json, Csv);
        site.MapGet("/quarter-hours", static (
                Guid siteId, [AsParameters] ReadingsQuery query, HttpContext http, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.QuarterHoursAsync(http, siteId, query, cancellationToken)).WithSummary("Energy per quarter hour with its quality, in pages, as JSON or CSV")
            .Produces<IReadOnlyList<QuarterHourView>>(StatusCodes.Status200OK, Json, Csv);
        site.MapGet("/completeness", static (Guid siteId, string? from, string? to, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.CompletenessAsync(siteId, from, to, cancellationToken)).WithSummary("Per source: ten-second slots expected, stored and missing")
            .Produces<IReadOnlyList<SourceCompleteness>>();
        site.MapGet("/series", static (
                Guid siteId, [AsParameters] ReadingsQuery query, HttpContext http, SiteReadings readings, CancellationToken cancellationToken) =>
            readings.SeriesAsync(http, siteId, query, cancellationToken)).WithSummary("A curve for a chart with minima and maxima, in few points, as JSON or CSV")
            .Produces<Series>(StatusCodes.Status200OK, Json, Csv);
    }
}
