using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Residents;

internal static class ResidentEndpoints
{
    public static void MapResidents(this IEndpointRouteBuilder endpoints)
    {
        var residents = endpoints.MapGroup("/api/v1").WithTags("Residents");
        residents.MapGet("/sites/{siteId:guid}/residents", ListAsync).RequireAuthorization(Permission.ViewBilling).WithSummary("Residents of a site by name, with cards and parking spaces, in pages");
        residents.MapGet("/residents/{residentId:guid}", FindAsync).RequireAuthorization(Permission.ViewBilling).WithSummary("One resident");
        residents.MapPut("/sites/{siteId:guid}/residents/{residentId:guid}", SaveAsync).RequireAuthorization(Permission.RunBilling)
            .WithSummary("Makes a resident, or writes all of one, with cards and parking spaces by day");
        residents.MapDelete("/sites/{siteId:guid}/residents/{residentId:guid}", RemoveAsync).RequireAuthorization(Permission.RunBilling)
            .WithSummary("Takes away who was entered by mistake; who was billed stays");
    }

    private static async Task<Results<Ok<ResidentPage>, ProblemHttpResult>> ListAsync(Guid siteId, [AsParameters] ResidentQuery query, IResidents residents, CancellationToken cancellationToken)
    {
        if (query.Limit is < 1 or > ResidentQuery.MostPerPage)
            return Problems.Invalid("limit", "out-of-range", $"A page has 1 to {ResidentQuery.MostPerPage} residents.");
        return await residents.ListAsync(siteId, query, cancellationToken) is { } page ? TypedResults.Ok(page) : Problems.NotFound();
    }

    private static async Task<Results<Ok<ResidentView>, ProblemHttpResult>> FindAsync(Guid residentId, IResidents residents, CancellationToken cancellationToken) =>
        await residents.FindAsync(residentId, cancellationToken) is { } resident ? TypedResults.Ok(resident) : Problems.NotFound();

    private static async Task<Results<Ok<ResidentView>, ProblemHttpResult>> SaveAsync(
        Guid siteId, Guid residentId, ResidentFields fields, IResidents residents, CancellationToken cancellationToken) =>
        await residents.SaveAsync(siteId, residentId, fields, cancellationToken) switch
        {
            { Broken.Count: > 0 } refused => Problems.Invalid(refused.Broken),
            { IsConflict: true, Resident: { } newest } => Problems.Conflict(
                "version-conflict", "Somebody else changed the resident meanwhile.", new Dictionary<string, object?> { ["newest"] = newest }),
            { Resident: { } saved } => TypedResults.Ok(saved),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid siteId, Guid residentId, IResidents residents, CancellationToken cancellationToken) =>
        await residents.RemoveAsync(siteId, residentId, cancellationToken) switch
        {
            ResidentRemoval.Done => TypedResults.NoContent(),
            ResidentRemoval.IsBilled => Problems.Conflict("is-billed", "A month in which they could charge is billed. Let cards and parking spaces end instead."),
            _ => Problems.NotFound(),
        };
}
