namespace Clemap.Identity.Sessions;

/// <summary>Browser and system in words that a person knows, for example <c>Firefox, Windows</c>. Only these words are kept of what a browser says of itself.</summary>
internal static class BrowserName
{
    // The first that matches: each browser also claims to be those below it.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    /// <returns>Empty for one that says nothing known.</returns>
    public static string Of(string userAgent) => string.Join(", ", new[] { First(Browsers, userAgent), First(Systems, userAgent) }.OfType<string>());

    private static string? First((string Mark, string Name)[] known, string userAgent) =>
        Array.Find(known, pair => userAgent.Contains(pair.Mark, StringComparison.Ordinal)).Name;
}
