using Clemap.Identity.Clients;
using Clemap.Identity.Database;
using Clemap.Identity.Devices;
using Clemap.Identity.Keys;
using Clemap.Identity.Sessions;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Connect;

internal static class TokenServices
{
    private static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(14);

    public static void AddTokens(this IServiceCollection services, IdentitySettings settings, KeyRing keys)
    {
        services.AddScoped<PersonPrincipal>();
        services.AddScoped<DevicePrincipal>();
        services.AddHostedService<Pruning>();
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityContext>().ReplaceDefaultEntities<Guid>())
            .AddServer(server => Configure(server, settings, keys))
            .AddValidation(validation =>
            {
                validation.AddAudiences(ClemapClaims.Audience);
                validation.UseLocalServer();
                // An address ends in logs and histories: a token comes in its header or not at all.
                validation.UseAspNetCore().DisableAccessTokenExtractionFromQueryString().DisableAccessTokenExtractionFromBodyForm();
                validation.AddEventHandler(RefuseTimelessToken.Descriptor);
                validation.AddEventHandler(RefuseInactiveDevice.Descriptor);
                validation.AddEventHandler(RefuseEndedSession.Descriptor);
                validation.AddEventHandler(StandingRoles.Descriptor);
                validation.AddEventHandler(RefuseEndedClient.Descriptor);
            });
    }

    private static void Configure(OpenIddictServerBuilder server, IdentitySettings settings, KeyRing keys)
    {
        server.SetIssuer(settings.Url);
        server.SetAuthorizationEndpointUris(ConnectPaths.Authorize)
            .SetTokenEndpointUris(ConnectPaths.Token)
            .SetEndSessionEndpointUris(ConnectPaths.Logout);
        server.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowClientCredentialsFlow();
        server.RequireProofKeyForCodeExchange();
        server.Configure(options =>
        {
            // "plain" sends the verifier itself through the browser.
            options.CodeChallengeMethods.Clear();
            options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);
            // Devices prove themselves with a key, API clients with a secret, the product's own clients of people with nothing but the verifier.
            options.ClientAuthenticationMethods.Clear();
            options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.None);
            options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.PrivateKeyJwt);
            options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.ClientSecretBasic);
            options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.ClientSecretPost);
        });
        server.RegisterScopes(
            Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess, ClemapClaims.ApiScope, ClemapClaims.DeviceScope);
        server.RegisterScopes([.. ApiScope.All]);
        server.RegisterClaims(
            ClemapClaims.Subject, ClemapClaims.SignIn, ClemapClaims.ClientSecret, ClemapClaims.Name, ClemapClaims.Organisation, ClemapClaims.Role, ClemapClaims.SiteRole, Claims.Email);
        server.SetAccessTokenLifetime(AccessTokenLifetime).SetRefreshTokenLifetime(RefreshTokenLifetime);
        // Signed is enough: the API reads them locally, and a device's developer can look into his own token.
        server.DisableAccessTokenEncryption();
        server.AddEventHandler(AskTheDatabaseFirst.Descriptor);
        server.AddEventHandler(AccessTokensLeaveNoRow.Descriptor);
        server.RemoveEventHandler(OpenIddictServerHandlers.ValidateClientSecret.Descriptor);
        server.AddEventHandler(CheckClientSecret.Descriptor);
        foreach (var certificate in keys.Signing)
            server.AddSigningCertificate(certificate);
        foreach (var certificate in keys.Encryption)
            server.AddEncryptionCertificate(certificate);

        var host = server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough();
        if (settings.PlainHttp)
            host.DisableTransportSecurityRequirement();
    }
}
