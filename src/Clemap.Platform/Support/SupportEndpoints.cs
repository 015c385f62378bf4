using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Support;

internal static class SupportEndpoints
{
    public static void MapSupport(this IEndpointRouteBuilder endpoints)
    {
        var access = endpoints.MapGroup("/api/v1/support-access").RequireAuthorization(Permission.GrantSupport).WithTags("Support");
        access.MapGet("/", ListAsync).WithSummary("When platform support may look into the organisation, and may have");
        access.MapPost("/", GrantAsync).WithSummary("Lets platform support in for some hours, to read or also to change");
        access.MapDelete("/{accessId:guid}", RevokeAsync).WithSummary("Ends it now");
    }

    private static async Task<Ok<IReadOnlyList<SupportAccessView>>> ListAsync(ISupportAccess access, CancellationToken cancellationToken) =>
        TypedResults.Ok(await access.ListAsync(cancellationToken));

    private static async Task<Results<Ok<SupportAccessView>, ProblemHttpResult>> GrantAsync(SupportWish wish, ISupportAccess access, CancellationToken cancellationToken) =>
        await access.GrantAsync(wish, cancellationToken) switch
        {
            (null, { } broken) => Problems.Invalid(broken.Field, broken.Code, broken.Message),
            var (made, _) => TypedResults.Ok(made),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid accessId, ISupportAccess access, CancellationToken cancellationToken) =>
        await access.RevokeAsync(accessId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();
}
