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
        .WithMetadata(new RequestSizeLimitAttribute(BatchBody.MaximumBytes))
        .DisableAntiforgery();
}
