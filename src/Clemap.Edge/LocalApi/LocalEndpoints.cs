using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.LocalApi;

/// <param name="Status"><c>ok</c>, or <c>stalled</c> when no cycle ended for 10 s.</param>
/// <param name="Cloud"><c>none</c>, <c>connecting</c> or <c>connected</c>.</param>
/// <param name="Waiting">Readings that wait to be sent; -1 when the disk cannot say.</param>
/// <param name="Storage">Why the disk takes nothing; absent when it does.</param>
/// <param name="CloudProblem">Why the cloud is not reached; absent when it is.</param>
/// <param name="Alarms">What is wrong with the controller itself.</param>
internal sealed record HealthDocument(
    string Status, string Cloud, long Waiting, string? Storage, string? CloudProblem, IReadOnlyList<Alarm> Alarms);

/// <param name="Models">What <c>model</c> of a station may be.</param>
/// <param name="Refused">What is wrong with files of the folder <c>stations</c>; they are not in force.</param>
internal sealed record ModelsDocument(IReadOnlyList<ModelDocument> Models, IReadOnlyList<DefinitionProblem> Refused);

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
        routes.MapGet("/api/models", (EdgeConfiguration configuration) =>
            Results.Json(new ModelsDocument(configuration.Models.All, configuration.Models.Problems), LocalJson.Default.ModelsDocument));
        routes.MapGet("/health", (LiveState live, LinkState link, ReadingStore store, Recorder recorder, Alarms alarms) =>
        {
            bool runs = live.Age is { } age && age < Stalled;
            return Results.Json(
                new HealthDocument(runs ? "ok" : "stalled", link.Name, Waiting(store), recorder.Problem, link.Problem, alarms.Open),
                LocalJson.Default.HealthDocument,
                statusCode: runs ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        routes.MapJournal();
    }

    // Health is asked for when something is wrong: a disk that cannot be read must not take the answer with it.
    private static long Waiting(ReadingStore store)
    {
        try
        {
            return store.CountWaiting();
        }
        catch (Exception failure) when (failure is Microsoft.Data.Sqlite.SqliteException or IOException or InvalidOperationException)
        {
            return -1;
        }
    }
}
