using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clemap.Portal.SignIn;

/// <summary>
/// Ends what the browser's cookie stood for before a new sign-in takes its place. Otherwise the framework would put the new sign-in under the old key, and pages that were opened in
/// the name of another organisation would stand again.
/// </summary>
internal static class EarlierSession
{
    // What the framework calls the key of the store in the cookie.
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>Before anything in the request has looked at the portal's cookie.</summary>
    public static async Task EndAsync(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(ClemapSchemes.Portal);
        if (options.CookieManager.GetRequestCookie(http, options.Cookie.Name!) is { Length: > 0 } cookie
            && options.TicketDataFormat.Unprotect(cookie)?.Principal.FindFirst(KeyClaim) is { } key)
        {
            await http.RequestServices.GetRequiredService<PortalSessions>().RemoveAsync(key.Value);
        }
    }
}
