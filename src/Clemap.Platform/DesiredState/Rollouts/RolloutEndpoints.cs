using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.DesiredState.Rollouts;

internal static class RolloutEndpoints
{
    public static void MapRollouts(this IEndpointRouteBuilder endpoints)
    {
        var rollouts = endpoints.MapGroup("/api/v1/rollouts").RequireAuthorization(Permission.ControlManySites).WithTags("Roll-outs");
        rollouts.MapPost("/preview", PreviewAsync).WithSummary("What one change would do at each of many sites; nothing is written");
        rollouts.MapPost("/", StartAsync).WithSummary("Begins to roll a change out; the same Idempotency-Key again answers with the roll-out that it began");
        rollouts.MapGet("/", ListAsync).WithSummary("Roll-outs with how many sites are in which state, newest first, at most a hundred; the sites are told by each roll-out itself");
        rollouts.MapGet("/{rolloutId:guid}", FindAsync).WithSummary("One roll-out with a page of its sites; `next` goes into `after`, and with `trouble` only those that need a person are told");
        rollouts.MapPost("/{rolloutId:guid}/continue", (Guid rolloutId, IRollouts all, CancellationToken token) => StepAsync(rolloutId, RolloutStep.Continue, all, token))
            .WithSummary("Goes on, without those that refused or are silent");
        rollouts.MapPost("/{rolloutId:guid}/stop", (Guid rolloutId, IRollouts all, CancellationToken token) => StepAsync(rolloutId, RolloutStep.Stop, all, token))
            .WithSummary("Changes no further site");
        rollouts.MapPost("/{rolloutId:guid}/undo", (Guid rolloutId, IRollouts all, CancellationToken token) => StepAsync(rolloutId, RolloutStep.Undo, all, token))
            .WithSummary("Wants at each changed site again what was wanted before, unless somebody changed it since");
    }

    private static async Task<Results<Ok<IReadOnlyList<SitePreview>>, ProblemHttpResult>> PreviewAsync(
        BulkChangeRequest request, IRollouts rollouts, CancellationToken cancellationToken)
    {
        var (sites, broken) = await rollouts.PreviewAsync(request, cancellationToken);
        return broken is null ? TypedResults.Ok(sites) : Problems.Invalid(broken.Field, broken.Code, broken.Message);
    }

    private static async Task<Results<Accepted<Rollout>, ProblemHttpResult>> StartAsync(
        BulkChangeRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, IRollouts rollouts, CancellationToken cancellationToken)
    {
        var (rollout, broken) = await rollouts.StartAsync(request, key, cancellationToken);
        return rollout is null
            ? Problems.Invalid(broken!.Field, broken.Code, broken.Message)
            : TypedResults.Accepted($"/api/v1/rollouts/{rollout.Id}", rollout);
    }

    private static async Task<Ok<IReadOnlyList<Rollout>>> ListAsync(IRollouts rollouts, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rollouts.ListAsync(cancellationToken));

    private static async Task<Results<Ok<Rollout>, ProblemHttpResult>> FindAsync(
        Guid rolloutId, IRollouts rollouts, CancellationToken cancellationToken, int? after = null, int limit = RolloutSitePage.Usual, bool trouble = false)
    {
        if (limit is < 1 or > IRollouts.MostSites)
            return Problems.Invalid("limit", "range", $"A page has 1 to {IRollouts.MostSites} sites.");
        return await rollouts.FindAsync(rolloutId, new(after, limit, trouble), cancellationToken) is { } found ? TypedResults.Ok(found) : Problems.NotFound();
    }

    private static async Task<Results<Ok<Rollout>, ProblemHttpResult>> StepAsync(Guid rolloutId, RolloutStep step, IRollouts rollouts, CancellationToken cancellationToken)
    {
        if (await rollouts.StepAsync(rolloutId, step, cancellationToken) is not var (rollout, isDone))
            return Problems.NotFound();
        return isDone ? TypedResults.Ok(rollout) : Problems.Conflict("wrong-state", $"A roll-out that is {rollout.State} has no such step.");
    }
}
