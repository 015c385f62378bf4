using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.Quality;

internal static class ManualQuarterEndpoints
{
    public static void MapManualQuarters(this IEndpointRouteBuilder endpoints)
    {
        var manual = endpoints.MapGroup("/api/v1/sites/{siteId:guid}/manual-quarter-hours").WithTags("Readings").RequireAuthorization(Permission.RunBilling);
        manual.MapPut("/", static (Guid siteId, ManualQuarterFields fields, ManualQuarters quarters, CancellationToken cancellationToken) =>
            quarters.EnterAsync(siteId, fields, cancellationToken)).WithSummary("A person's values for quarter hours of one meter or station, over what was measured")
            .Produces(StatusCodes.Status204NoContent);
        manual.MapDelete("/", static (Guid siteId, Guid sourceId, string? from, string? to, ManualQuarters quarters, CancellationToken cancellationToken) =>
            quarters.WithdrawAsync(siteId, sourceId, from, to, cancellationToken)).WithSummary("Takes a person's values back: what was measured counts again")
            .Produces(StatusCodes.Status204NoContent);
    }
}
