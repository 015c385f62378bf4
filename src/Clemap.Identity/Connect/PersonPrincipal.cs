using System.Collections.Immutable;
using System.Security.Claims;
using Clemap.Identity.Accounts;
using Clemap.Platform.Organisations;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Connect;

/// <summary>What a person's tokens say. Read anew from the memberships for each token, so that a refresh brings changed rights.</summary>
internal sealed class PersonPrincipal(IMemberships memberships)
{
    // Without a destination: it travels only in codes and refresh tokens, which nobody but this server can read.
    public const string SecurityStamp = "security_stamp";

    /// <summary>True for a person of several organisations, those below one of them not counted.</summary>
    public async Task<bool> MustChooseAsync(Account account, CancellationToken cancellationToken) =>
        (await memberships.OfPersonAsync(account.Id, cancellationToken)).Where(membership => !membership.FromAbove).DistinctBy(membership => membership.OrganisationId).Skip(1).Any();

    /// <param name="session">The sign-in that the tokens come of.</param>
    /// <param name="organisationId">Chosen by the client; <see langword="null"/> takes the first of their own by name.</param>
    /// <returns><see langword="null"/> when the person is not a member of the organisation, or of none.</returns>
    public async Task<ClaimsPrincipal?> CreateAsync(
        Account account, Guid session, Guid? organisationId, ImmutableArray<string> scopes, CancellationToken cancellationToken)
    {
        var organisation = (await memberships.OfPersonAsync(account.Id, cancellationToken))
            .GroupBy(membership => membership.OrganisationId)
            .FirstOrDefault(group => organisationId is null || group.Key == organisationId);
        if (organisation is null)
            return null;

        var identity = new ClaimsIdentity(authenticationType: "clemap", ClemapClaims.Name, ClemapClaims.Role);
        identity.SetClaim(ClemapClaims.Subject, account.Id.ToString());
        identity.SetClaim(ClemapClaims.SignIn, session.ToString());
        identity.SetClaim(ClemapClaims.Name, account.Name);
        identity.SetClaim(ClemapClaims.Organisation, organisation.Key.ToString());
        foreach (var kind in organisation.Select(membership => membership.ToClaim()).GroupBy(claim => claim.Type))
            identity.SetClaims(kind.Key, [.. kind.Select(claim => claim.Value).Distinct()]);
        identity.SetClaim(Claims.Email, account.Email);
        identity.SetClaim(SecurityStamp, account.SecurityStamp);
        identity.SetScopes(scopes);
        if (scopes.Contains(ClemapClaims.ApiScope))
            identity.SetResources(ClemapClaims.Audience);
        identity.SetDestinations(claim => claim.Type switch
        {
            SecurityStamp => [],
            Claims.Email => scopes.Contains(Scopes.Email) ? [Destinations.IdentityToken] : [],
            _ => [Destinations.AccessToken, Destinations.IdentityToken],
        });
        return new ClaimsPrincipal(identity);
    }
}
