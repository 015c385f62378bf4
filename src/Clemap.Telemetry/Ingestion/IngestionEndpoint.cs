using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.Ingestion;

internal static class IngestionEndpoint
{
    public static void MapIngestion(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/api/v1/telemetry", static (HttpContext http, TelemetryIngestion ingestion, CancellationToken cancellationToken) =>
            ingestion.HandleAsync(http, cancellationToken))
        .RequireAuthorization(Permission.Device)
        .WithTags("Devices").WithSummary("Readings of meters and stations; 202 means stored")
        .Accepts<TelemetryBatch>("application/json").Produces<TelemetryAnswer>(StatusCodes.Status202Accepted)
        .WithMetadata(new RequestSizeLimitAttribute(BatchBody.MaximumBytes))
        .DisableAntiforgery();
}
