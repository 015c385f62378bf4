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
        endpoints.MapPost(PortalPaths.Switch, SwitchAsync).RequireAuthorization();
    }

    /// <summary>
    /// Ends the session in the name of one organisation and begins one in the name of another. The sign-in behind both is the same, so that nobody is asked for a password; nothing of
    /// the first session is carried over.
    /// </summary>
    private static async Task<IResult> SwitchAsync(HttpContext context, IAntiforgery antiforgery, StandingRights rights)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.Problem("The form is too old. Reload the page and switch again.", statusCode: StatusCodes.Status400BadRequest);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!Guid.TryParse(form[ClemapClaims.Organisation], out var wanted)
            || !await rights.IsOfAsync(context.User, wanted, context.RequestAborted))
        {
            return TypedResults.LocalRedirect(PortalPaths.NotAllowed);
        }
        await SessionAudit.EndedAsync(context);
        await context.SignOutAsync(ClemapSchemes.Portal);
        var properties = new AuthenticationProperties { RedirectUri = PortalPaths.Sites };
        properties.SetParameter(ClemapClaims.Organisation, wanted.ToString());
        return TypedResults.Challenge(properties, [ClemapSchemes.OpenIdConnect]);
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
