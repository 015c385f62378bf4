using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Clemap.Identity.Tests.ExternalSignIn;

/// <summary>
/// A server of OpenID Connect of somebody else's, on a loopback port: authorization code, PKCE, a client secret, signed ID tokens. Who has signed in at it is what the cookie <c>persona</c> says; a persona
/// may have it break a rule.
/// </summary>
internal sealed class ForeignIssuer : IAsyncDisposable
{
    public const string Client = "clemap-at-home";
    public const string Secret = "a secret between the two servers";
    public const string PersonaCookie = "persona";
    private readonly ConcurrentDictionary<string, Persona> personas = new();
    private readonly RSA key = RSA.Create(2048);
    private WebApplication? app;

    private ForeignIssuer(int port) => Address = new Uri($"http://127.0.0.1:{port}/");

    /// <summary>Letter for letter the issuer of its tokens.</summary>
    public Uri Address { get; }

    public SigningCredentials Credentials => new(new RsaSecurityKey(key) { KeyId = "of-the-issuer" }, SecurityAlgorithms.RsaSha256);

    public static async Task<ForeignIssuer> StartAsync(CancellationToken cancellationToken)
    {
        var issuer = new ForeignIssuer(FreePort());
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(issuer.Address.ToString());
        builder.Services.AddOpenIddict().AddServer(issuer.Configure);
        issuer.app = builder.Build();
        issuer.app.UseAuthentication();
        issuer.app.MapGet("/authorize", issuer.Authorize);
        await issuer.app.StartAsync(cancellationToken);
        // The first answer takes long on a busy machine, and no client of it shall have to wait for that.
        using var first = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        await first.GetStringAsync(new Uri(issuer.Address, ".well-known/openid-configuration"), cancellationToken);
        await first.GetStringAsync(new Uri(issuer.Address, ".well-known/jwks"), cancellationToken);
        return issuer;
    }

    /// <returns>The value of the cookie.</returns>
    public string Know(Persona persona)
    {
        personas[persona.Subject] = persona;
        return persona.Subject;
    }

    public async ValueTask DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
        key.Dispose();
    }

    private void Configure(OpenIddictServerBuilder server)
    {
        server.EnableDegradedMode();
        server.SetIssuer(Address).SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email);
        server.AddEphemeralEncryptionKey().AddSigningKey(Credentials.Key);
        server.UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != Client)
                context.Reject(Errors.InvalidClient, "Unknown client.");
            else if (context.RedirectUri is null || !context.RedirectUri.EndsWith(Identity.ExternalSignIn.ExternalIssuer.CallbackPath, StringComparison.Ordinal))
                context.Reject(Errors.InvalidRequest, "Unregistered redirect_uri.");
            return default;
        }));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != Client || context.ClientSecret != Secret)
                context.Reject(Errors.InvalidClient, "Unknown client or wrong secret.");
            return default;
        }));
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.Response.IdToken is { } token && personas[new JsonWebToken(token).Subject].Spoil is { } spoil)
                context.Response.IdToken = spoil(token);
            return default;
        }).SetOrder(int.MinValue));
    }

    private IResult Authorize(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (http.Request.Cookies[PersonaCookie] is not { } name || !personas.TryGetValue(name, out var persona))
            return Results.Text("Who are you?", statusCode: StatusCodes.Status401Unauthorized);
        if (persona.Error is { } error)
        {
            return Results.Forbid(
                new AuthenticationProperties(new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = error }),
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        }

        var identity = new ClaimsIdentity("foreign");
        identity.SetClaim(Claims.Subject, persona.Subject).SetClaim(Claims.Name, persona.Name);
        if (persona.Email is not null)
            identity.SetClaim(Claims.Email, persona.Email).SetClaim(Claims.EmailVerified, persona.EmailVerified);
        // Only who was asked to does prove themselves anew.
        var ago = request.HasPromptValue(PromptValues.Login) && !persona.IgnoresPrompt ? TimeSpan.Zero : TimeSpan.FromHours(1);
        if (persona.TellsTime)
            identity.AddClaim(new Claim(Claims.AuthenticationTime, (TimeProvider.System.GetUtcNow() - ago).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(static _ => [Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Somebody whom the foreign issuer knows.</summary>
/// <param name="Error">The issuer answers with it instead.</param>
/// <param name="IgnoresPrompt">The issuer answers at once although a fresh sign-in was asked for.</param>
/// <param name="TellsTime">The token says when the person proved themselves.</param>
/// <param name="Spoil">Makes another ID token of the right one.</param>
internal sealed record Persona(
    string Subject, string Name = "Anna at the issuer", string? Email = null, bool EmailVerified = false, string? Error = null, bool IgnoresPrompt = false, bool TellsTime = true,
    Func<string, string>? Spoil = null)
{
    /// <summary>Somebody whom nobody here knows yet.</summary>
    public static Persona New(string? email = null) => new($"subject-{Guid.CreateVersion7():N}", Email: email);
}
