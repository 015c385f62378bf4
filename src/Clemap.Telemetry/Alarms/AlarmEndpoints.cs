using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.Alarms;

internal static class AlarmEndpoints
{
    public static void MapAlarms(this IEndpointRouteBuilder endpoints)
    {
        var alarms = endpoints.MapGroup("/api/v1/alarms").WithTags("Alarms");
        alarms.MapGet("/", FindAsync).RequireAuthorization(Permission.ViewSites).WithSummary("Alarms, newest first; `before` continues where a page ended");
        alarms.MapPut("/{alarmId:guid}/acknowledgement", AcknowledgeAsync).RequireAuthorization(Permission.AcknowledgeAlarms)
            .WithSummary("Says that somebody looks after it; again, it puts the new note in the place of the old one");
    }

    private static async Task<Results<Ok<AlarmPage>, ProblemHttpResult>> FindAsync(
        [AsParameters] AlarmFilter filter, IAlarms alarms, HttpContext http, CancellationToken cancellationToken)
    {
        if (filter.Kind is { Length: > 0 } kind && !AlarmKind.All.Contains(kind))
            return Problems.Invalid("kind", "unknown", $"The kind must be one of {string.Join(", ", AlarmKind.All)}.");
        if (filter.Severity is { Length: > 0 } severity && AlarmKind.OfSeverity(severity).Count == 0)
            return Problems.Invalid("severity", "unknown", "The severity must be notice, warning or critical.");
        if (filter.Limit is < 1 or > AlarmFilter.MostPerPage)
            return Problems.Invalid("limit", "out-of-range", $"A page has 1 to {AlarmFilter.MostPerPage} alarms.");
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await alarms.FindAsync(filter, cancellationToken));
    }

    private static async Task<Results<Ok<AlarmView>, ProblemHttpResult>> AcknowledgeAsync(
        Guid alarmId, AcknowledgementFields fields, IAlarms alarms, CancellationToken cancellationToken) =>
        await alarms.AcknowledgeAsync(alarmId, fields.Note, cancellationToken) switch
        {
            ({ } alarm, _) => TypedResults.Ok(alarm),
            (_, { Count: > 0 } broken) => Problems.Invalid(broken),
            _ => Problems.NotFound(),
        };
}

/// <param name="Note">One line; may be absent.</param>
internal sealed record AcknowledgementFields(string? Note = null);
