namespace Clemap.Server.Http;

/// <summary>Whoever types a wrong address into a browser gets the portal's own page, not an empty one.</summary>
internal static class NotFoundPage
{
    private const string Page = "/not-found";

    public static void UseNotFoundPage(this IApplicationBuilder app) => app.UseWhen(
        http => HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/api")
            && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal),
        pages => pages.UseStatusCodePagesWithReExecute(Page, createScopeForStatusCodePages: true));
}
