using Clemap.Server.Configuration;

namespace Clemap.Server.Http;

/// <summary>What every answer says to the browser. A page with a stricter policy of its own replaces the one here.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Scripts are files of this host; no text in a page can become one. The components that draw the pages set styles in place, so that styles may
    /// stand in the page.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly TimeSpan HttpsFor = TimeSpan.FromDays(365);

    public static void UseSecurityHeaders(this IApplicationBuilder app, ServerSettings settings)
    {
        // The proxy ends TLS, so the scheme of the public address counts and not that of the request.
        var strictTransport = settings.Url.Scheme == Uri.UriSchemeHttps ? $"max-age={HttpsFor.TotalSeconds}" : null;
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            if (strictTransport is not null)
                headers.StrictTransportSecurity = strictTransport;
            return next(http);
        });
    }
}
