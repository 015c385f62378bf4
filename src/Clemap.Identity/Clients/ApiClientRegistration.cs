using System.Buffers.Text;
using System.Security.Cryptography;
using Clemap.Platform.Clients;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Clients;

/// <summary>An API client is a confidential client that may ask for nothing but its scopes. OpenIddict keeps one secret for each, and ours may have two: see <see cref="CheckClientSecret"/>.</summary>
internal sealed class ApiClientRegistration(IOpenIddictApplicationManager clients) : IApiClientRegistration
{
    public async Task RegisterAsync(Guid clientId, string name, IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = clientId.ToString(),
            DisplayName = name,
            ClientType = ClientTypes.Confidential,
            // Must be there, is told to nobody and asked by nobody.
            ClientSecret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        };
        client.Permissions.UnionWith(scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        await clients.CreateAsync(client, cancellationToken);
    }
}
