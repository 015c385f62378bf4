using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Connect;

/// <summary>
/// Gives a code to a client when the person is signed in, and asks for the sign-in otherwise. All clients are the product's own: nobody is asked for
/// consent. The parameter <c>org</c> chooses one of several organisations; without it the person is asked.
/// </summary>
internal static class AuthorizeEndpoint
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, SignInManager<Account> signIn, Sessions.Sessions sessions, PersonPrincipal persons, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict has not seen this request.");
        var session = await http.AuthenticateAsync(ClemapSchemes.Account);
        var account = session is { Succeeded: true, Principal: { } principal } && !MustSignInAgain(request, session, time)
            ? await signIn.UserManager.GetUserAsync(principal)
            : null;
        var standing = SessionWatch.SessionOf(session.Principal);
        if (account is null || standing is null || !await sessions.SeenAsync(account.Id, standing.Value, cancellationToken))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Refusal.Of(Errors.LoginRequired, "The person is not signed in.")
                : TypedResults.Challenge(new AuthenticationProperties { RedirectUri = SameRequest(http, request) }, [ClemapSchemes.Account]);
        }

        Guid? organisationId = null;
        if ((string?)request[ClemapClaims.Organisation] is { } wanted)
        {
            if (!Guid.TryParse(wanted, out var parsed))
                return Refusal.Of(Errors.InvalidRequest, "The parameter 'org' is not an id.");
            organisationId = parsed;
        }
        else if (await persons.MustChooseAsync(account, cancellationToken))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Refusal.Of(Errors.InteractionRequired, "The person must choose an organisation, or the client by 'org'.")
                : TypedResults.LocalRedirect(AccountPaths.WithReturn(AccountPaths.Organisation, SameRequest(http, request)));
        }

        return await persons.CreateAsync(account, standing.Value, organisationId, request.GetScopes(), cancellationToken) is { } granted
            ? TypedResults.SignIn(granted, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
            : Refusal.Of(Errors.AccessDenied, "The person is not a member of the organisation.");
    }

    private static bool MustSignInAgain(OpenIddictRequest request, AuthenticateResult session, TimeProvider time) =>
        request.HasPromptValue(PromptValues.Login)
        || (request.MaxAge is { } seconds && session.Properties?.IssuedUtc is { } signedInAt
            && time.GetUtcNow() - signedInAt > TimeSpan.FromSeconds(seconds));

    // Without the prompt, which the sign-in page fulfils: with it the person would come back to the sign-in page for ever.
    private static string SameRequest(HttpContext http, OpenIddictRequest request)
    {
        var parameters = request.GetParameters()
            .Where(parameter => parameter.Key != Parameters.Prompt && (string?)parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value));
        return http.Request.PathBase + http.Request.Path + QueryString.Create(parameters);
    }
}
