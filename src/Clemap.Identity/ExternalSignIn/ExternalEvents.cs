using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>What this server adds to the framework's client: its public address, the check of who answers, and a page for each failure.</summary>
internal sealed partial class ExternalEvents(IdentitySettings settings, ExternalIssuer issuer) : OpenIdConnectEvents
{
    // Behind a proxy the request may name another host or scheme than what is registered at the issuer.
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = new Uri(settings.Url, ExternalIssuer.CallbackPath).AbsoluteUri;
        return Task.CompletedTask;
    }

    // An answer of another issuer's, brought here under the name of ours (RFC 9207).
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var metadata = await context.HttpContext.RequestServices.GetRequiredService<IssuerMetadata>().FindAsync(context.HttpContext.RequestAborted);
        if (metadata is null)
            context.Fail(new HttpRequestException("The external issuer does not answer."));
        else if (context.ProtocolMessage.Iss is { } named ? named != issuer.Issuer : metadata.AuthorizationResponseIssParameterSupported)
            context.Fail("The answer is not of the configured issuer.");
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (context.Principal is { } token && ExternalIdentity.From(token) is { } identity)
            context.Principal = identity.ToPrincipal();
        else
            context.Fail("The token names nobody.");
        return Task.CompletedTask;
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var failure = context.Failure;
        var why = failure is null ? ExternalFailure.Refused
            : failure.Data["error"] as string == "access_denied" ? ExternalFailure.Declined
            : IssuerMetadata.IsUnreachable(failure) ? ExternalFailure.Unavailable
            : ExternalFailure.Refused;
        // The kind of failure alone: its text may hold what a stranger wrote into the address.
        Failed(context.HttpContext.RequestServices.GetRequiredService<ILogger<ExternalEvents>>(), why, failure?.GetType().Name, Caller.Of(context.HttpContext).Address);
        context.HandleResponse();
        context.Response.Redirect(ExternalFailure.PageFor(why));
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1008, Level = LogLevel.Warning, Message = "External sign-in failed ({Why}, {Kind}) from {From}")]
    private static partial void Failed(ILogger log, string why, string? kind, string from);
}

/// <summary>Why nobody was signed in, in the words of the page's address.</summary>
internal static class ExternalFailure
{
    /// <summary>The person, or the issuer for them, said no.</summary>
    public const string Declined = "declined";

    /// <summary>The answer was not taken: forged, too old, used, of another issuer, or an error of the issuer's.</summary>
    public const string Refused = "refused";

    /// <summary>The issuer does not answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The issuer did not confirm that the linked person proved themselves just now.</summary>
    public const string Stale = "stale";

    public static string PageFor(string why) => AccountPaths.ExternalFailed + QueryString.Create("why", why);
}
