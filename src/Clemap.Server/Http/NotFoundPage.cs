using Microsoft.AspNetCore.Diagnostics;

namespace Clemap.Server.Http;

/// <summary>Whoever types a wrong address into a browser gets the portal's own page, not an empty one.</summary>
internal static class NotFoundPage
{
    private const string Page = "/not-found";

    public static void UseNotFoundPage(this IApplicationBuilder app)
    {
        // Not inside UseWhen: a branch has no routes of its own, so the page would not be found there either.
        app.UseStatusCodePagesWithReExecute(Page, createScopeForStatusCodePages: true);
        app.Use(static (http, next) =>
        {
            if (!IsForAPerson(http.Request) && http.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
            return next(http);
        });
    }

    private static bool IsForAPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
