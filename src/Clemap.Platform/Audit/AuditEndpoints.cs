using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Audit;

internal static class AuditEndpoints
{
    private const int LongestText = 200;

    public static void MapAudit(this IEndpointRouteBuilder endpoints)
    {
        var audit = endpoints.MapGroup("/api/v1").RequireAuthorization(Permission.ViewAudit).WithTags("Audit");
        audit.MapGet("/audit", FindAsync).WithSummary("Who did what, newest first; `before` continues where a page ended");
        audit.MapGet("/audit.csv", ExportAsync).WithSummary("The same as CSV, all of it").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "text/csv");
    }

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> FindAsync(
        [AsParameters] AuditFilter filter, IAudit audit, CancellationToken cancellationToken) =>
        Check(filter) is { } broken ? broken : TypedResults.Ok(await audit.FindAsync(filter, cancellationToken));

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] AuditFilter filter, IAudit audit, IAuditWriter writer, IOrganisationContext organisation, HttpContext http, CancellationToken cancellationToken)
    {
        if (Check(filter) is { } broken)
            return broken;
        await AuditCsv.AnswerAsync(http, audit, writer, filter, organisation.OrganisationId!.Value, cancellationToken);
        return TypedResults.Empty;
    }

    private static ProblemHttpResult? Check(AuditFilter filter)
    {
        if (filter.Action is { Length: > 0 } action && !AuditAction.All.Contains(action))
            return Problems.Invalid("action", "unknown", $"The action must be one of {string.Join(", ", AuditAction.All)}.");
        if (IsBad(filter.Who))
            return Problems.Invalid("who", "length", $"The text has at most {LongestText} characters, none of them a control character.");
        return IsBad(filter.What) ? Problems.Invalid("what", "length", $"The text has at most {LongestText} characters, none of them a control character.") : null;
    }

    private static bool IsBad(string? text) => text is not null && (text.Length > LongestText || text.Any(char.IsControl));
}
