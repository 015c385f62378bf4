using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Clients;

/// <summary>
/// Brings the product's own clients in line with the configured address. Runs right after this room's migration, so that they exist before the
/// first request.
/// </summary>
internal sealed class ClientSeed(IServiceProvider services, IdentitySettings settings) : IModuleMigration
{
    public int Order => 11;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var portal = PublicClient(ClemapSchemes.PortalClient, "CLEMAP portal", new Uri(settings.Url, "signin-oidc"));
        portal.PostLogoutRedirectUris.Add(new Uri(settings.Url, "signout-callback-oidc"));
        portal.Permissions.Add(Permissions.Endpoints.EndSession);
        await EnsureAsync(clients, portal, cancellationToken);

        if (settings.Demo)
            await EnsureAsync(
                clients,
                PublicClient(ClemapSchemes.CommandLineClient, "Scripts of the demo", new Uri("http://127.0.0.1/callback")),
                cancellationToken);
        else if (await clients.FindByClientIdAsync(ClemapSchemes.CommandLineClient, cancellationToken) is { } leftOver)
            await clients.DeleteAsync(leftOver, cancellationToken);
    }

    private static async Task EnsureAsync(
        IOpenIddictApplicationManager clients, OpenIddictApplicationDescriptor client, CancellationToken cancellationToken)
    {
        if (await clients.FindByClientIdAsync(client.ClientId!, cancellationToken) is { } known)
            await clients.UpdateAsync(known, client, cancellationToken);
        else
            await clients.CreateAsync(client, cancellationToken);
    }

    private static OpenIddictApplicationDescriptor PublicClient(string id, string name, Uri redirect) => new()
    {
        ClientId = id,
        DisplayName = name,
        ClientType = ClientTypes.Public,
        ConsentType = ConsentTypes.Implicit,
        RedirectUris = { redirect },
        Permissions =
        {
            Permissions.Endpoints.Authorization,
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.AuthorizationCode,
            Permissions.GrantTypes.RefreshToken,
            Permissions.ResponseTypes.Code,
            Permissions.Scopes.Email,
            Permissions.Scopes.Profile,
            Permissions.Prefixes.Scope + ClemapClaims.ApiScope,
        },
        Requirements = { Requirements.Features.ProofKeyForCodeExchange },
    };
}
