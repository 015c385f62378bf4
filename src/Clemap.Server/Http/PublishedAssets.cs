namespace Clemap.Server.Http;

/// <summary>Scripts, styles and fonts of the portal, as <c>dotnet publish</c> laid them out: compressed, fingerprinted, cached for ever.</summary>
internal static class PublishedAssets
{
    public static void MapPublishedAssets(this WebApplication app)
    {
        // Output that was built and not published has no such files; the framework would answer 200 with nothing in it.
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(root))
        {
            app.Logger.LogWarning("Scripts and styles of the pages are missing in {Folder}: run the published output.", root);
            return;
        }

        app.MapStaticAssets().AllowAnonymous();
    }
}
