using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Invitations;

internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder endpoints)
    {
        var people = endpoints.MapGroup("/api/v1/people").RequireAuthorization(Permission.ManagePeople).WithTags("People");
        people.MapGet("/", MembersAsync).WithSummary("Who is in the organisation, with roles");
        people.MapPut("/{personId:guid}/roles", SetRolesAsync).WithSummary("Makes these the roles of the person; none removes the person");
        var invitations = endpoints.MapGroup("/api/v1/invitations").RequireAuthorization(Permission.ManagePeople).WithTags("People");
        invitations.MapGet("/", OpenAsync).WithSummary("Invitations that nobody accepted yet");
        invitations.MapPost("/", InviteAsync).WithSummary("Invites by a letter with a link; the same again renews it");
        invitations.MapDelete("/{invitationId:guid}", WithdrawAsync).WithSummary("Makes the link void");
    }

    private static async Task<Ok<IReadOnlyList<MemberView>>> MembersAsync(IMembers members, CancellationToken cancellationToken) =>
        TypedResults.Ok(await members.ListAsync(cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> SetRolesAsync(
        Guid personId, RolesChange change, IMembers members, CancellationToken cancellationToken) =>
        // An element may be null all the same: the reader of JSON asks that of properties alone.
        (change.SiteRoles?.Any(role => role is null) == true
            ? MemberChange.UnknownSiteRole
            : await members.SetRolesAsync(personId, change.Roles, [.. (change.SiteRoles ?? []).Distinct()], cancellationToken)) switch
        {
            MemberChange.Done => TypedResults.NoContent(),
            MemberChange.NotFound => Problems.NotFound(),
            MemberChange.UnknownRole => Problems.Invalid("roles", "unknown", $"A role must be one of {string.Join(", ", Role.All)}."),
            MemberChange.UnknownSiteRole =>
                Problems.Invalid("siteRoles", "unknown", $"A role at a site must be one of {string.Join(", ", Role.AtSites)}, and the site one of the organisation."),
            MemberChange.TooManySites => Problems.Invalid("siteRoles", "too-many", $"A person has at most {SiteRole.MostOfAPerson} roles at sites."),
            MemberChange.LastOwner => Problems.Conflict("last-owner", "The organisation would be without an owner: make somebody else one first."),
            MemberChange.OwnersOnly => Problems.Problem(StatusCodes.Status403Forbidden, "owners-only", "Only an owner makes or unmakes an owner."),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };

    private static async Task<Ok<IReadOnlyList<InvitationView>>> OpenAsync(IInvitations invitations, CancellationToken cancellationToken) =>
        TypedResults.Ok(await invitations.ListAsync(cancellationToken));

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> InviteAsync(
        NewInvitation invitation, IInvitations invitations, CancellationToken cancellationToken) =>
        await invitations.InviteAsync(invitation, cancellationToken) switch
        {
            (null, { Code: InvitationRules.OwnersOnly } broken) => Problems.Problem(StatusCodes.Status403Forbidden, broken.Code, broken.Message),
            (null, { } broken) => Problems.Invalid(broken.Field, broken.Code, broken.Message),
            var (made, _) => TypedResults.Ok(made),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid invitationId, IInvitations invitations, CancellationToken cancellationToken) =>
        await invitations.WithdrawAsync(invitationId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();
}

/// <param name="Roles">All that hold in the whole organisation.</param>
/// <param name="SiteRoles">All that hold at one site only; absent for none.</param>
internal sealed record RolesChange(IReadOnlyCollection<string> Roles, IReadOnlyCollection<SiteRole>? SiteRoles = null);
