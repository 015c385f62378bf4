using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Portal.SignIn;

internal static class SessionEndpoints
{
    public static void MapSessionEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(PortalPaths.SignIn, (string? returnUrl) => TypedResults.Challenge(
            new AuthenticationProperties { RedirectUri = LocalAddress.OrHome(returnUrl) }, [ClemapSchemes.OpenIdConnect])).AllowAnonymous();
        endpoints.MapPost(PortalPaths.SignOut, SignOutAsync).AllowAnonymous();
    }

    /// <summary>Ends the portal's session and, at the issuer, the sign-in behind it. A foreign page cannot do that for the person: the form carries a token.</summary>
    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.Problem("The form is too old. Reload the page and sign out again.", statusCode: StatusCodes.Status400BadRequest);
        await SessionAudit.EndedAsync(context);
        return TypedResults.SignOut(
            new AuthenticationProperties { RedirectUri = PortalPaths.Sites }, [ClemapSchemes.Portal, ClemapSchemes.OpenIdConnect]);
    }
}
