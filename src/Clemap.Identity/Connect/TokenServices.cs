using Clemap.Identity.Database;
using Clemap.Identity.Devices;
using Clemap.Identity.Keys;
using Clemap.Identity.Sessions;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;
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
                validation.AddEventHandler(RefuseInactiveDevice.Descriptor);
                validation.AddEventHandler(RefuseEndedSession.Descriptor);
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
            // Devices prove themselves with a key; nothing here has a shared secret.
            options.ClientAuthenticationMethods.Clear();
            options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.None);
            options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.PrivateKeyJwt);
        });
        server.RegisterScopes(
            Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess, ClemapClaims.ApiScope, ClemapClaims.DeviceScope);
        server.RegisterClaims(ClemapClaims.Subject, ClemapClaims.SignIn, ClemapClaims.Name, ClemapClaims.Organisation, ClemapClaims.Role, Claims.Email);
        server.SetAccessTokenLifetime(AccessTokenLifetime).SetRefreshTokenLifetime(RefreshTokenLifetime);
        // Signed is enough: the API reads them locally, and a device's developer can look into his own token.
        server.DisableAccessTokenEncryption();
        server.AddEventHandler(AccessTokensLeaveNoRow.Descriptor);
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
