using Clemap.Contracts.Sessions;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/v1/sessions", StoreAsync).RequireAuthorization(Permission.Device)
            .WithTags("Devices").WithSummary("Charging sessions, open and closed; a closed one is a charge detail record").Produces<SessionAnswer>(StatusCodes.Status202Accepted);

    private static async Task<IResult> StoreAsync(SessionBatch batch, SessionIngestion ingestion, CancellationToken cancellationToken)
    {
        if (batch.Sessions is not { Count: > 0 and <= SessionIngestion.MaximumSessions })
            return Problems.Invalid("sessions", "out-of-range", $"A batch has 1 to {SessionIngestion.MaximumSessions} sessions.");
        return TypedResults.Accepted((string?)null, await ingestion.StoreAsync(batch, cancellationToken));
    }
}
