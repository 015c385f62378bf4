using Clemap.Contracts.Sites;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Sites;

internal static class SiteEndpoints
{
    public static void MapSites(this IEndpointRouteBuilder endpoints)
    {
        var sites = endpoints.MapGroup("/api/v1/sites").WithTags("Sites");
        sites.MapGet("/", ListAsync).RequireAuthorization(Permission.ViewSites).WithSummary("The organisation's sites");
        sites.MapGet("/{siteId:guid}", FindAsync).RequireAuthorization(Permission.ViewSites).WithSummary("A site with its model, what is wanted and what is in force");
        sites.MapPost("/", CreateAsync).RequireAuthorization(Permission.CreateSites).WithSummary("Makes a site; the same Idempotency-Key again answers with the site that it made");
        sites.MapPatch("/{siteId:guid}", ChangeAsync).RequireAuthorization(Permission.ManageSites).WithSummary("Changes name, address or time zone");
        endpoints.MapGroup("/api/v1/device").RequireDevice()
            .MapPut("/site-model", StoreModelAsync).WithSummary("What was commissioned");
    }

    private static async Task<Ok<IReadOnlyList<SiteSummary>>> ListAsync(ISiteDirectory sites, CancellationToken cancellationToken) =>
        TypedResults.Ok(await sites.ListAsync(cancellationToken));

    private static async Task<Results<Ok<SiteDetail>, ProblemHttpResult>> FindAsync(
        Guid siteId, ISiteDirectory sites, CancellationToken cancellationToken) =>
        await sites.FindAsync(siteId, cancellationToken) is { } site ? TypedResults.Ok(site) : Problems.NotFound();

    private static async Task<Results<Created<SiteSummary>, Ok<SiteSummary>, ProblemHttpResult>> CreateAsync(
        SiteFields site, [FromHeader(Name = "Idempotency-Key")] string? key, ISites sites, CancellationToken cancellationToken) =>
        await sites.CreateAsync(site, key, cancellationToken) switch
        {
            { Site: null } refused => Problems.Invalid(refused.Broken),
            { IsNew: true } made => TypedResults.Created($"/api/v1/sites/{made.Site.Id}", made.Site),
            var known => TypedResults.Ok(known.Site),
        };

    private static async Task<Results<Ok<SiteSummary>, ProblemHttpResult>> ChangeAsync(
        Guid siteId, SiteFields change, ISites sites, CancellationToken cancellationToken) =>
        await sites.ChangeAsync(siteId, change, cancellationToken) switch
        {
            { Site: { } site } => TypedResults.Ok(site),
            { Broken.Count: > 0 } refused => Problems.Invalid(refused.Broken),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> StoreModelAsync(
        SiteModel model, HttpContext http, SiteModels models, CancellationToken cancellationToken) =>
        await models.StoreAsync(http.Device(), model, cancellationToken) is { } broken
            ? Problems.Invalid(broken.Field, broken.Code, broken.Message)
            : TypedResults.NoContent();
}
