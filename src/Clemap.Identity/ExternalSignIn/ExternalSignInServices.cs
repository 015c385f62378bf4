using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>This server as a client of the external issuer: authorization code with PKCE, state and nonce; the answer waits in the framework's external cookie.</summary>
internal static class ExternalSignInServices
{
    /// <summary>Of the authentication.</summary>
    public const string Scheme = "external";

    // Asymmetric ones alone: with the others, whoever knows the client secret could forge people.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly string[] Scopes = ["openid", "profile", "email"];

    public static void AddExternalSignIn(this IServiceCollection services, IdentitySettings settings)
    {
        services.AddScoped<ExternalAnswers>();
        services.AddScoped<ExternalLinks>();
        services.AddScoped<WaysIn>();
        services.AddScoped<ExternalStart>();
        if (settings.External is not { } issuer)
            return;
        services.AddSingleton<IssuerMetadata>();
        services.AddAuthentication().AddOpenIdConnect(Scheme, issuer.DisplayName, options => Configure(options, settings, issuer));
    }

    private static void Configure(OpenIdConnectOptions options, IdentitySettings settings, ExternalIssuer issuer)
    {
        var secure = settings.PlainHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.Authority = issuer.Issuer;
        options.RequireHttpsMetadata = issuer.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.ClientId = issuer.ClientId;
        options.ClientSecret = issuer.ClientSecret;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.CallbackPath = ExternalIssuer.CallbackPath;
        // Signing out here is no signing out there; and the framework's addresses for that are the portal's.
        options.SignedOutCallbackPath = default;
        options.RemoteSignOutPath = default;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // With the answer in the query the cookies of the flow may be "lax".
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = secure;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = secure;
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.UsePkce = true;
        options.Scope.Clear();
        foreach (var scope in Scopes)
            options.Scope.Add(scope);
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.MapInboundClaims = false;
        options.ClaimActions.Clear();
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromMinutes(2),
            // The configured issuer, and not what the metadata says of itself.
            IssuerValidator = (named, _, _) => named == issuer.Issuer
                ? named
                : throw new SecurityTokenInvalidIssuerException("The token is of another issuer than the configured one.") { InvalidIssuer = named },
        };
        options.Events = new ExternalEvents(settings, issuer);
    }
}
