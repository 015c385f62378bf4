using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Clemap.Portal.SignIn;

/// <summary>The portal is a plain OpenID Connect client: authorization code with PKCE. Any issuer that sends the same claims will do.</summary>
internal static class PortalAuthentication
{
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    public static void AddPortalAuthentication(this IServiceCollection services, Uri address)
    {
        services.AddDistributedMemoryCache();
        services.AddMemoryCache();
        services.AddSingleton<PortalSessions>();
        services.AddSingleton<StandingRights>();
        services.AddScoped<AuthenticationStateProvider, PortalAuthenticationState>();
        services.AddAuthentication()
            .AddCookie(ClemapSchemes.Portal, options => Cookie(options, address))
            .AddOpenIdConnect(ClemapSchemes.OpenIdConnect, options => Client(options, address));
        services.AddOptions<CookieAuthenticationOptions>(ClemapSchemes.Portal)
            .Configure<PortalSessions>((options, sessions) => options.SessionStore = sessions);
    }

    /// <summary>Plain HTTP is accepted only where nobody can listen in. A proxy may end TLS, so the scheme of the public address counts and not that of the request.</summary>
    private static CookieSecurePolicy Secure(Uri address) =>
        address.Scheme == Uri.UriSchemeHttp && address.IsLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;

    private static void Cookie(CookieAuthenticationOptions options, Uri address)
    {
        // With this prefix a browser takes the cookie from this very host alone, over TLS.
        options.Cookie.Name = Secure(address) == CookieSecurePolicy.Always ? "__Host-clemap-portal" : "clemap-portal";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = Secure(address);
        options.ExpireTimeSpan = SessionLength;
        options.SlidingExpiration = true;
        options.ForwardChallenge = ClemapSchemes.OpenIdConnect;
        options.AccessDeniedPath = PortalPaths.NotAllowed;
        options.Events.OnValidatePrincipal = async context =>
        {
            var rights = context.HttpContext.RequestServices.GetRequiredService<StandingRights>();
            if (context.Principal is null || !await rights.HaveStandingAsync(context.Principal, context.HttpContext.RequestAborted))
                context.RejectPrincipal();
        };
    }

    private static void Client(OpenIdConnectOptions options, Uri authority)
    {
        options.Authority = authority.ToString();
        options.RequireHttpsMetadata = !authority.IsLoopback;
        options.ClientId = ClemapSchemes.PortalClient;
        options.SignInScheme = ClemapSchemes.Portal;
        options.SignOutScheme = ClemapSchemes.Portal;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // With the answer in the query the correlation cookies may be "lax": form_post would need SameSite=None, which browsers refuse without TLS.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = Secure(authority);
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = Secure(authority);
        options.UsePkce = true;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.SaveTokens = true;
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            NameClaimType = ClemapClaims.Name,
            RoleClaimType = ClemapClaims.Role,
        };
        options.AccessDeniedPath = PortalPaths.NotAllowed;
        options.SignedOutRedirectUri = "/";
        options.Events.OnRedirectToIdentityProvider = static context =>
        {
            if (context.Properties.GetParameter<string>(ClemapClaims.Organisation) is { } organisation)
                context.ProtocolMessage.SetParameter(ClemapClaims.Organisation, organisation);
            return Task.CompletedTask;
        };
        options.Events.OnTokenValidated = static async context =>
        {
            await EarlierSession.EndAsync(context.HttpContext);
            if (context.Principal is { } person)
                await SessionAudit.StartedAsync(context.HttpContext, person);
        };
    }
}
