namespace Clemap.Platform.Organisations;

/// <summary>
/// Names of the authentication schemes of the host. <see cref="Default"/> chooses by path: <c>/api</c> takes a bearer token, <c>/connect</c> and
/// <c>/account</c> the cookie of the sign-in pages, everything else the portal's cookie.
/// </summary>
public static class ClemapSchemes
{
    /// <summary>Policy scheme that forwards to one of the others.</summary>
    public const string Default = "clemap";

    /// <summary>Access tokens of people and devices (OpenIddict's validation handler).</summary>
    public const string Bearer = "OpenIddict.Validation.AspNetCore";

    /// <summary>Cookie of the sign-in pages (ASP.NET Core Identity).</summary>
    public const string Account = "Identity.Application";

    /// <summary>Cookie of the portal. Its handler forwards challenges to <see cref="OpenIdConnect"/>.</summary>
    public const string Portal = "portal";

    /// <summary>OpenID Connect client of the portal.</summary>
    public const string OpenIdConnect = "oidc";

    /// <summary>Client id of the portal: public, with PKCE, redirect to <c>{Url}/signin-oidc</c>, after sign-out to <c>{Url}/signout-callback-oidc</c>.</summary>
    public const string PortalClient = "clemap-portal";

    /// <summary>Client id for scripts against the demo: public, with PKCE, redirect to <c>http://127.0.0.1/callback</c>.</summary>
    public const string CommandLineClient = "clemap-command-line";
}
