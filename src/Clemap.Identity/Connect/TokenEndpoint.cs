using Clemap.Identity.Accounts;
using Clemap.Identity.Clients;
using Clemap.Identity.Devices;
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

/// <summary>OpenIddict has checked client, secret, code, verifier or refresh token before; here is decided what the token says.</summary>
internal static class TokenEndpoint
{
    public static async Task<IResult> HandleAsync(
        HttpContext http,
        SignInManager<Account> signIn,
        Sessions.Sessions sessions,
        PersonPrincipal persons,
        DevicePrincipal devices,
        CancellationToken cancellationToken)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict has not seen this request.");
        if (request.IsClientCredentialsGrantType())
        {
            if (CheckClientSecret.ClientOf(http) is { } client)
            {
                return ClientPrincipal.Create(client, request.GetScopes()) is { } program
                    ? TypedResults.SignIn(program, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
                    : Refusal.Of(Errors.InvalidScope, "The client may have none of these scopes.");
            }

            return await devices.CreateAsync(request.ClientId, cancellationToken) is { } device
                ? TypedResults.SignIn(device, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
                : Refusal.Of(Errors.InvalidClient, "The device is not active.");
        }

        var granted = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal
            ?? throw new InvalidOperationException("The grant has no principal.");
        var account = await signIn.UserManager.FindByIdAsync(granted.GetClaim(ClemapClaims.Subject) ?? "");
        if (account is null
            || SessionWatch.SessionOf(granted) is not { } session
            || !await sessions.SeenAsync(account.Id, session, cancellationToken)
            || account.SecurityStamp != granted.GetClaim(PersonPrincipal.SecurityStamp)
            || !await signIn.CanSignInAsync(account))
        {
            return Refusal.Of(Errors.InvalidGrant, "The person must sign in again.");
        }
        var organisationId = Guid.Parse(granted.GetClaim(ClemapClaims.Organisation)!);
        return await persons.CreateAsync(account, session, organisationId, granted.GetScopes(), cancellationToken) is { } person
            ? TypedResults.SignIn(person, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
            : Refusal.Of(Errors.InvalidGrant, "The person is no longer a member of the organisation.");
    }
}
