using Clemap.Contracts.Sites;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Sites;

internal static class SiteEndpoints
{
    public static void MapSites(this IEndpointRouteBuilder endpoints)
    {
        var sites = endpoints.MapGroup("/api/v1/sites").RequireAuthorization(Permission.ViewSites).WithTags("Sites");
        sites.MapGet("/", ListAsync).WithSummary("The organisation's sites");
        sites.MapGet("/{siteId:guid}", FindAsync).WithSummary("A site with its model, what is wanted and what is in force");
        endpoints.MapGroup("/api/v1/device").RequireDevice()
            .MapPut("/site-model", StoreModelAsync).WithSummary("What was commissioned");
    }

    private static async Task<Ok<IReadOnlyList<SiteSummary>>> ListAsync(ISiteDirectory sites, CancellationToken cancellationToken) =>
        TypedResults.Ok(await sites.ListAsync(cancellationToken));

    private static async Task<Results<Ok<SiteDetail>, ProblemHttpResult>> FindAsync(
        Guid siteId, ISiteDirectory sites, CancellationToken cancellationToken) =>
        await sites.FindAsync(siteId, cancellationToken) is { } site ? TypedResults.Ok(site) : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> StoreModelAsync(
        SiteModel model, HttpContext http, SiteModels models, CancellationToken cancellationToken) =>
        await models.StoreAsync(http.Device(), model, cancellationToken) is { } broken
            ? Problems.Invalid(broken.Field, broken.Code, broken.Message)
            : TypedResults.NoContent();
}
