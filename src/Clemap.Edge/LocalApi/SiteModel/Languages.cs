namespace Clemap.Edge.LocalApi.SiteModel;

internal static class Languages
{
    public const string Default = "en";

    public static IReadOnlyList<string> All { get; } = ["en", "de", "fr", "it"];

    /// <summary>The first language of the asker that is spoken here.</summary>
    public static string Of(HttpRequest request)
    {
        foreach (string wish in request.Headers.AcceptLanguage.ToString().Split(','))
            if (All.FirstOrDefault(language => wish.AsSpan().Trim().StartsWith(language, StringComparison.OrdinalIgnoreCase)) is { } spoken)
                return spoken;
        return Default;
    }
}
