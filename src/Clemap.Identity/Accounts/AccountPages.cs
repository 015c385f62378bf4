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
        group.MapGet(AccountPaths.Style, Style);
    }

    // From the assembly, not from a web root: the pages look right in whichever way the host was published.
    private static FileStreamHttpResult Style(HttpContext http)
    {
        http.Response.Headers[HeaderNames.CacheControl] = "public, max-age=3600";
        var assembly = typeof(AccountPages).Assembly;
        var content = assembly.GetManifestResourceStream("account.css") ?? throw new InvalidOperationException("The style sheet is not in the assembly.");
        return TypedResults.Stream(content, "text/css; charset=utf-8");
    }
}
