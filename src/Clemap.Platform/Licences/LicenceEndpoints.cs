using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Licences;

internal static class LicenceEndpoints
{
    public static void MapLicences(this IEndpointRouteBuilder endpoints)
    {
        var licences = endpoints.MapGroup("/api/v1/licences").RequireAuthorization(Permission.ManageLicences).WithTags("Licences");
        licences.MapGet("/", ReadAsync).WithSummary("Licences with their stations, used and free, and which site has and lacks which option");
        licences.MapPost("/{licenceId:guid}/assign", AssignAsync).WithSummary("Uses the licence for a site");
        licences.MapPost("/{licenceId:guid}/unassign", UnassignAsync).WithSummary("Uses the licence for the site no longer");
    }

    private static async Task<Ok<LicenceAnswer>> ReadAsync(ILicences licences, CancellationToken cancellationToken)
    {
        var overview = await licences.ReadAsync(cancellationToken);
        return TypedResults.Ok(new LicenceAnswer(
            [.. overview.Licences.Select(licence => new LicenceLine(
                licence.Id, licence.Plan, licence.Name, licence.Options, licence.Stations, licence.Used, licence.Free, licence.From, licence.Until, licence.GraceUntil,
                Word(licence.State), licence.OrderReference, [.. licence.Sites.Select(site => site.Id)]))],
            overview.Options,
            overview.Sites));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AssignAsync(Guid licenceId, SiteOfLicence site, ILicences licences, CancellationToken cancellationToken) =>
        Answer(await licences.AssignAsync(licenceId, site.SiteId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> UnassignAsync(Guid licenceId, SiteOfLicence site, ILicences licences, CancellationToken cancellationToken) =>
        Answer(await licences.UnassignAsync(licenceId, site.SiteId, cancellationToken));

    private static Results<NoContent, ProblemHttpResult> Answer(LicenceChange change) => change switch
    {
        LicenceChange.Done => TypedResults.NoContent(),
        LicenceChange.NotFound => Problems.NotFound(),
        LicenceChange.TooFew => Problems.Conflict("too-few-stations", "The site has more charging stations than the licence has free."),
        LicenceChange.Over => Problems.Conflict("licence-over", "The licence is over."),
        var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
    };

    private static string Word(LicenceState state) => state switch
    {
        LicenceState.Coming => "coming",
        LicenceState.InForce => "in-force",
        LicenceState.EndsSoon => "ends-soon",
        LicenceState.Grace => "grace",
        LicenceState.Ended => "ended",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state."),
    };
}

internal sealed record SiteOfLicence(Guid SiteId);

internal sealed record LicenceAnswer(IReadOnlyList<LicenceLine> Licences, IReadOnlyList<OptionView> Options, IReadOnlyList<LicensedSite> Sites);

/// <param name="State"><c>coming</c>, <c>in-force</c>, <c>ends-soon</c>, <c>grace</c> or <c>ended</c>.</param>
internal sealed record LicenceLine(
    Guid Id, string Plan, string Name, IReadOnlyList<string> Options, int Stations, int Used, int Free, DateOnly From, DateOnly? Until, DateOnly? GraceUntil, string State,
    string OrderReference, IReadOnlyList<Guid> Sites);
