using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Server.AspNetCore;

namespace Clemap.Identity.Connect;

/// <summary>An answer with an OAuth error, in the form that the endpoint asks for (redirect or JSON).</summary>
internal static class Refusal
{
    /// <param name="error">One of the registered OAuth error codes.</param>
    /// <param name="description">For the developer of the client; says nothing that a stranger should not know.</param>
    public static IResult Of(string error, string description) => TypedResults.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
