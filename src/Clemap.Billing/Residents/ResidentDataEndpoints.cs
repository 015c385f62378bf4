using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Residents;

internal static class ResidentDataEndpoints
{
    public static void MapResidentData(this IEndpointRouteBuilder endpoints)
    {
        var residents = endpoints.MapGroup("/api/v1/residents/{residentId:guid}/data").RequireAuthorization(Permission.ManagePeople).WithTags("Residents");
        residents.MapGet("/", CopyAsync).WithSummary("All that is stored of a resident");
        residents.MapDelete("/", EraseAsync).WithSummary("Takes name, flat and address of a former resident away; issued invoices stay");
    }

    private static async Task<Results<Ok<ResidentCopy>, ProblemHttpResult>> CopyAsync(Guid residentId, IResidentData data, HttpContext http)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        return await data.CopyAsync(residentId, http.RequestAborted) is { } copy ? TypedResults.Ok(copy) : Problems.NotFound();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(Guid residentId, IResidentData data, CancellationToken cancellationToken) =>
        await data.EraseAsync(residentId, cancellationToken) switch
        {
            ResidentErasure.Done => TypedResults.NoContent(),
            ResidentErasure.StillResident => Problems.Conflict("still-resident", "A card or a parking space is still theirs. Give it back first."),
            ResidentErasure.NotBilled => Problems.Conflict("not-billed", "A month in which they could charge is not billed yet; its invoice needs the name."),
            _ => Problems.NotFound(),
        };
}
