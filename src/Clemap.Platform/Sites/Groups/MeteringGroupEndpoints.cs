using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Sites.Groups;

internal static class MeteringGroupEndpoints
{
    public static void MapMeteringGroups(this IEndpointRouteBuilder endpoints)
    {
        var groups = endpoints.MapGroup("/api/v1/sites/{siteId:guid}/metering-groups").WithTags("Sites");
        groups.MapGet("/", ListAsync).RequireAuthorization(Permission.ViewSites).WithSummary("Meters and stations that are looked at and accounted together");
        groups.MapPut("/{groupId:guid}", SaveAsync).RequireAuthorization(Permission.ManageSites).WithSummary("Makes the group, with an id of the caller's, or makes it so");
        groups.MapDelete("/{groupId:guid}", DeleteAsync).RequireAuthorization(Permission.ManageSites).WithSummary("Takes the group away; what was measured stays");
    }

    private static async Task<Results<Ok<IReadOnlyList<MeteringGroup>>, ProblemHttpResult>> ListAsync(Guid siteId, IMeteringGroups groups, CancellationToken cancellationToken) =>
        await groups.ListAsync(siteId, cancellationToken) is { } all ? TypedResults.Ok(all) : Problems.NotFound();

    private static async Task<Results<Ok<MeteringGroup>, ProblemHttpResult>> SaveAsync(
        Guid siteId, Guid groupId, MeteringGroupFields fields, IMeteringGroups groups, CancellationToken cancellationToken) =>
        await groups.SaveAsync(siteId, groupId, fields, cancellationToken) switch
        {
            ({ } group, _) => TypedResults.Ok(group),
            (_, { Count: > 0 } broken) => Problems.Invalid(broken),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid siteId, Guid groupId, IMeteringGroups groups, CancellationToken cancellationToken) =>
        await groups.DeleteAsync(siteId, groupId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();
}
