using Clemap.Contracts.Actions;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Actions;

internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder endpoints)
    {
        var actions = endpoints.MapGroup("/api/v1").WithTags("Actions");
        actions.MapPost("/sites/{siteId:guid}/actions", OrderAsync).RequireAuthorization(Permission.OperateStations)
            .WithSummary("Orders something to be done once at a station; the same Idempotency-Key again answers with the action that it ordered");
        actions.MapGet("/sites/{siteId:guid}/actions", ListAsync).RequireAuthorization(Permission.ViewSites)
            .WithSummary("Actions of a site with their states, newest first; `before` continues where a page ended");
        actions.MapGet("/actions/{actionId:guid}", FindAsync).RequireAuthorization(Permission.ViewSites).WithSummary("One action");
        actions.MapDelete("/actions/{actionId:guid}", CancelAsync).RequireAuthorization(Permission.OperateStations)
            .WithSummary("Takes an action back that the device has not taken yet");
        endpoints.MapGroup("/api/v1/device").RequireDevice().MapPost("/actions", ReportAsync).WithSummary("What became of actions");
    }

    private static async Task<Results<Created<ActionView>, Ok<ActionView>, ProblemHttpResult>> OrderAsync(
        Guid siteId, ActionFields fields, [FromHeader(Name = "Idempotency-Key")] string? key, IActions actions, CancellationToken cancellationToken) =>
        await actions.OrderAsync(siteId, fields, key, cancellationToken) switch
        {
            { Broken.Count: > 0 } refused => Problems.Invalid(refused.Broken),
            { Action: null } => Problems.NotFound(),
            { IsNew: true } made => TypedResults.Created($"/api/v1/actions/{made.Action.Id}", made.Action),
            var known => TypedResults.Ok(known.Action),
        };

    private static async Task<Results<Ok<ActionPage>, ProblemHttpResult>> ListAsync(
        Guid siteId, [AsParameters] ActionFilter filter, IActions actions, CancellationToken cancellationToken)
    {
        if (filter.Limit is < 1 or > ActionFilter.MostPerPage)
            return Problems.Invalid("limit", "out-of-range", $"A page has 1 to {ActionFilter.MostPerPage} actions.");
        return await actions.ListAsync(siteId, filter, cancellationToken) is { } page ? TypedResults.Ok(page) : Problems.NotFound();
    }

    private static async Task<Results<Ok<ActionView>, ProblemHttpResult>> FindAsync(Guid actionId, IActions actions, CancellationToken cancellationToken) =>
        await actions.FindAsync(actionId, cancellationToken) is { } action ? TypedResults.Ok(action) : Problems.NotFound();

    private static async Task<Results<Ok<ActionView>, ProblemHttpResult>> CancelAsync(Guid actionId, IActions actions, CancellationToken cancellationToken) =>
        await actions.CancelAsync(actionId, cancellationToken) switch
        {
            { Action: null } => Problems.NotFound(),
            { IsTooLate: true } => Problems.Conflict("too-late", "The device has taken the action, or it has ended."),
            var cancelled => TypedResults.Ok(cancelled.Action),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        ActionReports reports, HttpContext http, ActionReporting reporting, CancellationToken cancellationToken)
    {
        if (ActionReporting.Check(reports) is { } broken)
            return Problems.Invalid(broken.Field, broken.Code, broken.Message);
        await reporting.StoreAsync(http.Device(), reports, cancellationToken);
        return TypedResults.NoContent();
    }
}
