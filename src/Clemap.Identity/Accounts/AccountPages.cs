using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Clemap.Identity.Accounts;

internal static class AccountPages
{
    public static void MapAccountPages(this IEndpointRouteBuilder endpoints)
    {
        // Each page says for whom it is; one that says nothing is for whoever is signed in.
        endpoints.MapRazorPages();
        var group = endpoints.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        group.MapGet(AccountPaths.Language, Languages.Choose);
        group.MapGet(AccountPaths.Style, (HttpContext http) => Asset(http, "account.css", "text/css"));
        group.MapGet(AccountPaths.PasskeyScript, (HttpContext http) => Asset(http, "passkeys.js", "text/javascript"));
    }

    // From the assembly, not from a web root: the pages look right in whichever way the host was published.
    private static FileStreamHttpResult Asset(HttpContext http, string name, string type)
    {
        http.Response.Headers[HeaderNames.CacheControl] = "public, max-age=3600";
        var content = typeof(AccountPages).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        return TypedResults.Stream(content, type + "; charset=utf-8");
    }
}
