using System.Collections.Immutable;
using System.Security.Claims;
using Clemap.Platform.Clients;
using Clemap.Platform.Organisations;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Clients;

/// <summary>What an API client's token says: which client, in which organisation, by which secret, with which scopes. No role, so it opens nothing of people beyond its scopes.</summary>
internal static class ClientPrincipal
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <param name="wanted">None means all that the client has.</param>
    /// <returns><see langword="null"/> when it may have none of those.</returns>
    public static ClaimsPrincipal? Create(ApiClientIdentity client, ImmutableArray<string> wanted)
    {
        string[] scopes = [.. client.Scopes.Where(scope => wanted.IsEmpty || wanted.Contains(scope))];
        if (scopes.Length == 0)
            return null;
        var identity = new ClaimsIdentity(authenticationType: "clemap", ClemapClaims.Name, ClemapClaims.Role);
        identity.SetClaim(ClemapClaims.Subject, client.ClientId.ToString());
        identity.SetClaim(ClemapClaims.Name, client.Name);
        identity.SetClaim(ClemapClaims.Organisation, client.OrganisationId.ToString());
        identity.SetClaim(ClemapClaims.ClientSecret, client.SecretId.ToString());
        identity.SetScopes(scopes);
        identity.SetResources(ClemapClaims.Audience);
        identity.SetAccessTokenLifetime(Lifetime);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
