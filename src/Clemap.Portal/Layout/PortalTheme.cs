using MudBlazor;

namespace Clemap.Portal.Layout;

/// <summary>
/// What MudBlazor has to be told in C#: no shadows, small radius, our type. Its colours are not here: theme.css lays its palette over the product's own
/// variables, so that light and dark have one source.
/// </summary>
internal static class PortalTheme
{
    private static readonly string[] Sans = ["Inter Variable", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Shadows = new Shadow { Elevation = [.. Enumerable.Repeat("none", 26)] },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "15px", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "15px", FontWeight = "550", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}
