using System.Security.Claims;
using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>Sends a person to the issuer.</summary>
internal sealed class ExternalStart(IdentitySettings settings, IServiceProvider services)
{
    /// <param name="returnUrl">Where to go in the end.</param>
    /// <param name="person">Who is signed in here, if anybody.</param>
    /// <returns>The way there; the page of the failure when the issuer does not answer.</returns>
    public async Task<IActionResult> GoAsync(ExternalPurpose purpose, string? returnUrl, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        if (settings.External is null)
            return new NotFoundResult();
        if (await services.GetRequiredService<IssuerMetadata>().FindAsync(cancellationToken) is null)
            return new LocalRedirectResult(ExternalFailure.PageFor(ExternalFailure.Unavailable));
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = AccountPaths.WithReturn(AccountPaths.External, returnUrl) };
        ExternalAnswer.Write(properties, purpose, person.SubjectId(), SessionWatch.SessionOf(person));
        if (purpose == ExternalPurpose.Prove)
        {
            properties.Prompt = "login";
            properties.MaxAge = TimeSpan.Zero;
        }

        return new ChallengeResult(ExternalSignInServices.Scheme, properties);
    }
}
