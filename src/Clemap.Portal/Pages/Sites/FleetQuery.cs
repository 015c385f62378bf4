using System.Globalization;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.WebUtilities;

namespace Clemap.Portal.Pages.Sites;

/// <summary>What the address of the list asks for. What it does not understand it leaves out.</summary>
internal sealed record FleetQuery(string Text = "", SiteShow Show = SiteShow.All, int Page = 1)
{
    public bool IsNarrow => Text.Length > 0 || Show != SiteShow.All;

    public static FleetQuery Of(string? text, string? show, string? page) => new(
        (text ?? "").Trim() is { Length: > SiteQuery.LongestText } much ? much[..SiteQuery.LongestText] : (text ?? "").Trim(),
        Enum.GetValues<SiteShow>().FirstOrDefault(known => Word(known) == show),
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1);

    /// <param name="path">The list has two: the start page is one.</param>
    public string ToAddress(string path) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["q"] = Text.Length == 0 ? null : Text,
        ["show"] = Word(Show),
        ["page"] = Page == 1 ? null : Page.ToString(CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is not null));

    private static string? Word(SiteShow show) => show switch
    {
        SiteShow.Attention => "attention",
        SiteShow.Offline => "offline",
        SiteShow.NoDevice => "no-device",
        _ => null,
    };
}
