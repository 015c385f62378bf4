using Clemap.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Organisations;

internal static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder endpoints)
    {
        var all = endpoints.MapGroup("/api/v1/organisations").RequireAuthorization(Permission.ManageOrganisation).WithTags("Organisations");
        all.MapGet("/", ListAsync).WithSummary("The organisations right below");
        all.MapPost("/", CreateAsync).WithSummary("Makes an organisation below");
        all.MapPost("/{organisationId:guid}/release", ReleaseAsync).WithSummary("Lets it stand by itself, with an owner of its own");
        endpoints.MapGroup("/api/v1/organisation").RequireAuthorization(Permission.ManageOrganisation).WithTags("Organisations")
            .MapPatch("/", RenameAsync).WithSummary("Changes the organisation's name");
        endpoints.MapGroup("/api/v1/people").RequireAuthorization(Permission.ManagePeople).WithTags("People")
            .MapGet("/from-above", PeopleFromAboveAsync).WithSummary("Who acts here by a role in an organisation above");
    }

    private static async Task<Ok<IReadOnlyList<SubOrganisation>>> ListAsync(IOrganisations organisations, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organisations.ListAsync(cancellationToken));

    private static async Task<Results<Ok<SubOrganisation>, ProblemHttpResult>> CreateAsync(
        OrganisationName wish, IOrganisations organisations, CancellationToken cancellationToken) =>
        await organisations.CreateAsync(wish.Name, cancellationToken) switch
        {
            (null, { } broken) => Problems.Invalid(broken.Field, broken.Code, broken.Message),
            var (made, _) => TypedResults.Ok(made),
        };

    private static async Task<Results<Ok<OrganisationName>, ProblemHttpResult>> RenameAsync(OrganisationName wish, IOrganisations organisations, CancellationToken cancellationToken) =>
        await organisations.RenameAsync(wish.Name, cancellationToken) is { } broken
            ? Problems.Invalid(broken.Field, broken.Code, broken.Message)
            : TypedResults.Ok(new OrganisationName(wish.Name.Trim()));

    private static async Task<Results<NoContent, ProblemHttpResult>> ReleaseAsync(
        Guid organisationId, IOrganisations organisations, CancellationToken cancellationToken) =>
        await organisations.ReleaseAsync(organisationId, cancellationToken) switch
        {
            OrganisationRelease.Done => TypedResults.NoContent(),
            OrganisationRelease.NotFound => Problems.NotFound(),
            OrganisationRelease.NoOwner => Problems.Conflict("no-owner", "Nobody would own the organisation: make somebody its owner first."),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };

    private static async Task<Ok<IReadOnlyList<MemberFromAbove>>> PeopleFromAboveAsync(IOrganisations organisations, CancellationToken cancellationToken) =>
        TypedResults.Ok(await organisations.PeopleFromAboveAsync(cancellationToken));
}

internal sealed record OrganisationName(string Name);
