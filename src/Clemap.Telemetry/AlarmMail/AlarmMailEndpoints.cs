using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.AlarmMail;

internal static class AlarmMailEndpoints
{
    public static void MapAlarmMail(this IEndpointRouteBuilder endpoints)
    {
        var rules = endpoints.MapGroup("/api/v1/alarm-mail").RequireAuthorization(Permission.ManageNotifications).WithTags("Alarms");
        rules.MapGet("/", ListAsync).WithSummary("Who gets alarms by mail");
        rules.MapPut("/{personId:guid}", SaveAsync).WithSummary("Which alarms a person of the organisation gets by mail");
        rules.MapDelete("/{personId:guid}", DeleteAsync).WithSummary("The person gets none any more");
    }

    private static async Task<Ok<IReadOnlyList<MailRule>>> ListAsync(IAlarmMail mail, HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await mail.ListAsync(cancellationToken));
    }

    private static async Task<Results<Ok<MailRule>, ProblemHttpResult>> SaveAsync(Guid personId, MailRuleFields fields, IAlarmMail mail, CancellationToken cancellationToken) =>
        await mail.SaveAsync(personId, fields, cancellationToken) switch
        {
            ({ } rule, _) => TypedResults.Ok(rule),
            (_, { Count: > 0 } broken) => Problems.Invalid(broken),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid personId, IAlarmMail mail, CancellationToken cancellationToken) =>
        await mail.DeleteAsync(personId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();
}
