using Clemap.Edge.CloudLink;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi;

/// <param name="Status"><c>ok</c>, or <c>stalled</c> when no cycle ended for 10 s.</param>
/// <param name="Cloud"><c>none</c>, <c>connecting</c> or <c>connected</c>.</param>
/// <param name="Waiting">Readings that wait to be sent.</param>
/// <param name="Storage">Why the disk takes nothing; absent when it does.</param>
internal sealed record HealthDocument(string Status, string Cloud, long Waiting, string? Storage);

/// <summary>What the edge shows on the local network without any cloud.</summary>
internal static class LocalEndpoints
{
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(10);

    public static void MapLocal(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/live", (LiveState live) =>
            live.Latest is { } document
                ? Results.Json(document, LocalJson.Default.LiveDocument)
                : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        routes.MapGet("/health", (LiveState live, LinkState link, ReadingStore store, Recorder recorder, TimeProvider time) =>
        {
            bool runs = live.Latest is { } document && time.GetUtcNow() - document.At < Stalled;
            return Results.Json(
                new HealthDocument(runs ? "ok" : "stalled", link.Name, store.CountWaiting(), recorder.Problem),
                LocalJson.Default.HealthDocument,
                statusCode: runs ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
