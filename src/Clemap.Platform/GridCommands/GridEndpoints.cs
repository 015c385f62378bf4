using Clemap.Contracts.GridCommands;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.GridCommands;

internal static class GridEndpoints
{
    public static void MapGridCommands(this IEndpointRouteBuilder endpoints)
    {
        var grid = endpoints.MapGroup("/api/v1/grid").RequireAuthorization(Permission.ReduceLoad).WithTags("Grid operator");
        grid.MapGet("/targets", TargetsAsync).WithSummary("Sites and groups that can be commanded");
        grid.MapPost("/commands/preview", PreviewAsync).WithSummary("What a command would mean, target by target; nothing is commanded");
        grid.MapPost("/commands", GiveAsync).WithSummary("Has sites take less for a while; the same Idempotency-Key again answers with the command that it gave");
        grid.MapGet("/commands", ListAsync).WithSummary("Commands, newest first; `before` continues where a page ended");
        grid.MapGet("/commands/{commandId:guid}", FindAsync).WithSummary("One command, with state and measured effect at each target");
        grid.MapDelete("/commands/{commandId:guid}", CancelAsync).WithSummary("Takes one's own command back; its targets return at random as after its end");
        var sites = endpoints.MapGroup("/api/v1/sites/{siteId:guid}").RequireAuthorization(Permission.ViewSites).WithTags("Grid operator");
        sites.MapGet("/restrictions", RestrictionsAsync).WithSummary("When the grid operator held the site down, newest first; `before` continues where a page ended");
        sites.MapGet("/restrictions.csv", CsvAsync).WithSummary("The same as CSV, all of it").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "text/csv");
        endpoints.MapGroup("/api/v1/device").RequireDevice().MapPost("/grid-state", ReportAsync).WithSummary("How commands of the grid operator stand, and when the site was held down");
    }

    private static async Task<Ok<IReadOnlyList<GridTargetSite>>> TargetsAsync(IGridCommands commands, CancellationToken cancellationToken) =>
        TypedResults.Ok(await commands.TargetsAsync(cancellationToken));

    private static async Task<Results<Ok<IReadOnlyList<GridTargetPreview>>, ProblemHttpResult>> PreviewAsync(
        GridCommandFields fields, IGridCommands commands, CancellationToken cancellationToken) =>
        await commands.PreviewAsync(fields, cancellationToken) switch
        {
            { Broken.Count: > 0 } refused => Problems.Invalid(refused.Broken),
            var preview => TypedResults.Ok(preview.Targets),
        };

    private static async Task<Results<Created<GridCommandView>, Ok<GridCommandView>, ProblemHttpResult>> GiveAsync(
        GridCommandFields fields, [FromHeader(Name = "Idempotency-Key")] string? key, IGridCommands commands, CancellationToken cancellationToken) =>
        await commands.GiveAsync(fields, key, cancellationToken) switch
        {
            { Command: null } refused => Problems.Invalid(refused.Broken),
            { IsNew: true } given => TypedResults.Created($"/api/v1/grid/commands/{given.Command.Id}", given.Command),
            var known => TypedResults.Ok(known.Command),
        };

    private static async Task<Results<Ok<GridCommandPage>, ProblemHttpResult>> ListAsync(
        [AsParameters] GridCommandFilter filter, IGridCommands commands, CancellationToken cancellationToken) => filter.Limit is < 1 or > GridCommandFilter.MostPerPage
        ? Problems.Invalid("limit", "out-of-range", $"A page has 1 to {GridCommandFilter.MostPerPage} commands.")
        : TypedResults.Ok(await commands.ListAsync(filter, cancellationToken));

    private static async Task<Results<Ok<GridCommandView>, ProblemHttpResult>> FindAsync(Guid commandId, IGridCommands commands, CancellationToken cancellationToken) =>
        await commands.FindAsync(commandId, cancellationToken) is { } command ? TypedResults.Ok(command) : Problems.NotFound();

    private static async Task<Results<Ok<GridCommandView>, ProblemHttpResult>> CancelAsync(Guid commandId, IGridCommands commands, CancellationToken cancellationToken) =>
        await commands.CancelAsync(commandId, cancellationToken) switch
        {
            { Command: { } command } => TypedResults.Ok(command),
            { IsAnothers: true } => Problems.Problem(StatusCodes.Status403Forbidden, "anothers", "Somebody else gave this command: only they take it back."),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<Ok<RestrictionPage>, ProblemHttpResult>> RestrictionsAsync(
        Guid siteId, [AsParameters] RestrictionFilter filter, IRestrictions restrictions, CancellationToken cancellationToken)
    {
        if (filter.Limit is < 1 or > RestrictionFilter.MostPerPage)
            return Problems.Invalid("limit", "out-of-range", $"A page has 1 to {RestrictionFilter.MostPerPage} restrictions.");
        return await restrictions.ListAsync(siteId, filter, cancellationToken) is { } page ? TypedResults.Ok(page) : Problems.NotFound();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> CsvAsync(
        Guid siteId, [AsParameters] RestrictionFilter filter, IRestrictions restrictions, HttpContext http, CancellationToken cancellationToken)
    {
        if (await restrictions.CsvAsync(siteId, filter, cancellationToken) is not { } csv)
            return Problems.NotFound();
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(csv, "text/csv; charset=utf-8", "restrictions.csv");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        GridReport report, HttpContext http, GridReporting reporting, CancellationToken cancellationToken)
    {
        if (GridReporting.Check(report) is { } broken)
            return Problems.Invalid(broken.Field, broken.Code, broken.Message);
        await reporting.StoreAsync(http.Device(), report, cancellationToken);
        return TypedResults.NoContent();
    }
}
