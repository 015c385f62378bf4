using System.Security.Claims;
using Clemap.Contracts.Sessions;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/v1/sessions", StoreAsync).RequireAuthorization(Permission.Device)
            .WithTags("Devices").WithSummary("Charging sessions, open and closed; a closed one is a charge detail record").Produces<SessionAnswer>(StatusCodes.Status202Accepted);
        endpoints.MapGet("/api/v1/sites/{siteId:guid}/sessions", ListAsync).RequireAuthorization(Permission.ViewSites)
            .WithTags("Sessions").WithSummary("Charging sessions that are over, newest first; cards and residents for who may see bills; `before` continues where a page ended");
    }

    private static async Task<Results<Ok<SessionPage>, ProblemHttpResult>> ListAsync(
        Guid siteId, [AsParameters] SessionFilter filter, ISessions sessions, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (filter.Limit is < 1 or > SessionFilter.MostPerPage)
            return Problems.Invalid("limit", "out-of-range", $"A page has 1 to {SessionFilter.MostPerPage} sessions.");
        return await sessions.ListAsync(siteId, filter, Permission.AllowsAt(caller, Permission.ViewBilling, siteId), cancellationToken) is { } page ? TypedResults.Ok(page) : Problems.NotFound();
    }

    private static async Task<IResult> StoreAsync(SessionBatch batch, SessionIngestion ingestion, CancellationToken cancellationToken)
    {
        if (batch.Sessions is not { Count: > 0 and <= SessionIngestion.MaximumSessions })
            return Problems.Invalid("sessions", "out-of-range", $"A batch has 1 to {SessionIngestion.MaximumSessions} sessions.");
        return TypedResults.Accepted((string?)null, await ingestion.StoreAsync(batch, cancellationToken));
    }
}
