using System.Globalization;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Clemap.Platform.DesiredState;

internal static class DesiredStateEndpoints
{
    public static void MapDesiredState(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPatch("/api/v1/sites/{siteId:guid}/desired-state", ChangeAsync)
            .RequireAuthorization(Permission.ControlLoad).WithTags("Sites").WithSummary("Changes limits, priorities, windows, mode, tariff or peak cap");
        var device = endpoints.MapGroup("/api/v1/device").RequireDevice();
        device.MapGet("/desired-state", StreamAsync).WithSummary("Server-sent events of what is wanted and of what is open; with Accept: application/json all of it, once")
            .Produces<DesiredStateDocument>(StatusCodes.Status200OK, "text/event-stream", "application/json");
        device.MapPost("/reported-state", ReportAsync).WithSummary("What is in force");
    }

    private static async Task<Results<Ok<DesiredStateDocument>, ProblemHttpResult>> ChangeAsync(
        Guid siteId, DesiredStateChange change, IDesiredStates states, CancellationToken cancellationToken) =>
        Answer(await states.ChangeAsync(siteId, change, cancellationToken));

    /// <summary>What became of a change; a conflict comes with what is wanted now and how it differs from what the caller looked at.</summary>
    internal static Results<Ok<DesiredStateDocument>, ProblemHttpResult> Answer(DesiredStateResult result) => result.Problem switch
    {
        null => TypedResults.Ok(result.Document),
        DesiredStateProblem.NotFound => Problems.NotFound(),
        DesiredStateProblem.VersionConflict => Problems.Conflict(
            result.Code!, result.Message!,
            new Dictionary<string, object?> { ["version"] = result.Conflict!.Newest.Version, ["difference"] = result.Conflict.Difference }),
        DesiredStateProblem.Invalid => Problems.Invalid(result.Field!, result.Code!, result.Message!),
        _ => throw new InvalidOperationException($"Unknown problem {result.Problem}."),
    };

    private static Task StreamAsync(HttpContext http, DesiredStateFeed feed, IHostApplicationLifetime host) =>
        http.Request.Headers.Accept == "application/json"
            ? DesiredStateStream.AnswerOnceAsync(http, http.Device())
            : DesiredStateStream.ServeAsync(http, feed, http.Device(), host);

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        ReportedState report, HttpContext http, ReportedStates states, CancellationToken cancellationToken)
    {
        if (report.Software.Length > 100 || report.Refused?.Message.Length > 1_000 || report.Refused?.Code.Length > 100 || report.Features?.Count > 100 || report.Alarms?.Count > 100 || report.LockedStations?.Count > 2_000
            || report.CircuitLimitsA.Count + report.StationLimitsA.Count + (report.WindowLimitsA?.Count ?? 0) > 4_000)
            return Problems.Invalid("", "too-large", "The report is longer than any device's.");
        // JSON can write numbers that are too large to be any, and these cannot be written again.
        if (!report.CircuitLimitsA.Values.Concat(report.StationLimitsA.Values).Concat(report.WindowLimitsA?.Values ?? []).Append(report.PeakCapW ?? 0).Append(report.ClockOffsetS ?? 0).All(double.IsFinite))
            return Problems.Invalid("", "not-a-number", "A number of the report is too large to be one.");
        if (report.Version < 0)
            return Problems.Invalid("version", "negative", string.Create(CultureInfo.InvariantCulture, $"{report.Version} is not a version."));
        await states.StoreAsync(http.Device(), report, cancellationToken);
        return TypedResults.NoContent();
    }
}
