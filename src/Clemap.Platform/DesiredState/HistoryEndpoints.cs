using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.DesiredState;

internal static class HistoryEndpoints
{
    private const int PageSize = 20;
    private const int LargestPage = 100;

    public static void MapDesiredStateHistory(this IEndpointRouteBuilder endpoints)
    {
        var wanted = endpoints.MapGroup("/api/v1/sites/{siteId:guid}/desired-state").WithTags("Sites");
        wanted.MapGet("/", FindAsync).RequireAuthorization(Permission.ViewSites).WithSummary("What is wanted, in force or refused, since when and by whom");
        wanted.MapGet("/versions", ListAsync).RequireAuthorization(Permission.ViewSites).WithSummary("Every version with what it changed, newest first; `before` continues where a page ended");
        wanted.MapGet("/versions/{version:long}", FindVersionAsync).RequireAuthorization(Permission.ViewSites).WithSummary("One version, whole");
        wanted.MapGet("/difference", CompareAsync).RequireAuthorization(Permission.ViewSites).WithSummary("What differs between two versions");
        wanted.MapPost("/versions/{version:long}/restore", RestoreAsync).RequireAuthorization(Permission.ControlLoad)
            .WithSummary("Wants again what a version wanted, as a new version");
    }

    private static async Task<Results<Ok<DesiredStateStanding>, ProblemHttpResult>> FindAsync(
        Guid siteId, IDesiredStateHistory history, CancellationToken cancellationToken) =>
        await history.FindAsync(siteId, cancellationToken) is { } standing ? TypedResults.Ok(standing) : Problems.NotFound();

    private static async Task<Results<Ok<VersionPage>, ProblemHttpResult>> ListAsync(
        Guid siteId, IDesiredStateHistory history, CancellationToken cancellationToken, long? before = null, int limit = PageSize)
    {
        if (limit is < 1 or > LargestPage)
            return Problems.Invalid("limit", "range", $"A page has 1 to {LargestPage} versions.");
        return await history.ListAsync(siteId, before, limit, cancellationToken) is { } page ? TypedResults.Ok(page) : Problems.NotFound();
    }

    private static async Task<Results<Ok<DesiredVersion>, ProblemHttpResult>> FindVersionAsync(
        Guid siteId, long version, IDesiredStateHistory history, CancellationToken cancellationToken) =>
        await history.FindAsync(siteId, version, cancellationToken) is { } found ? TypedResults.Ok(found) : Problems.NotFound();

    private static async Task<Results<Ok<VersionDifference>, ProblemHttpResult>> CompareAsync(
        Guid siteId, long from, long to, IDesiredStateHistory history, CancellationToken cancellationToken) =>
        await history.CompareAsync(siteId, from, to, cancellationToken) is { } difference ? TypedResults.Ok(difference) : Problems.NotFound();

    private static async Task<Results<Ok<Contracts.DesiredState.DesiredStateDocument>, ProblemHttpResult>> RestoreAsync(
        Guid siteId, long version, RestoreRequest request, IDesiredStates states, CancellationToken cancellationToken) =>
        DesiredStateEndpoints.Answer(await states.RestoreAsync(siteId, version, request.ExpectedVersion, cancellationToken));

    /// <param name="ExpectedVersion">The version that the person looked at; <see langword="null"/> to change whatever is newest.</param>
    internal sealed record RestoreRequest(long? ExpectedVersion = null);
}
