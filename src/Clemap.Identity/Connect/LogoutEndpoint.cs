using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace Clemap.Identity.Connect;

/// <summary>
/// Ends the sign-in and goes back to the client. Without an id token as a hint the request may come from a foreign page: then the person is asked.
/// </summary>
internal static class LogoutEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext http, AccountSignIn signIn)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict has not seen this request.");
        var hint = await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        // Without a hint the authentication succeeds too, but it names nobody.
        if (hint.Principal?.GetClaim(ClemapClaims.Subject) is null && (await http.AuthenticateAsync(ClemapSchemes.Account)).Succeeded)
        {
            var parameters = request.GetParameters()
                .Where(parameter => (string?)parameter.Value is not null)
                .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value));
            var back = http.Request.PathBase + http.Request.Path + QueryString.Create(parameters);
            return TypedResults.LocalRedirect(AccountPaths.Logout + QueryString.Create(AccountPaths.ReturnUrl, back));
        }
        // The cookie may be gone while the client's session is not.
        await signIn.EndAsync(hint.Principal);
        await signIn.SignOutAsync();
        return TypedResults.SignOut(
            new AuthenticationProperties { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
