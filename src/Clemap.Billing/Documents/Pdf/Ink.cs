using SkiaSharp;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>The few colours and faces of a document.</summary>
internal static class Ink
{
    public static readonly SKColor Black = SKColors.Black;
    public static readonly SKColor Text = new(0x1B, 0x23, 0x2B);
    public static readonly SKColor Muted = new(0x5E, 0x6B, 0x78);
    public static readonly SKColor Line = new(0xD3, 0xDA, 0xE0);
    public static readonly SKColor Accent = new(0x0B, 0x5C, 0x4E);
    public static readonly SKColor Sun = new(0xE9, 0xA8, 0x20);
    public static readonly SKColor Grid = new(0x9F, 0xAE, 0xBB);

    public static readonly SKTypeface Regular = Load("LiberationSans-Regular.ttf");
    public static readonly SKTypeface Bold = Load("LiberationSans-Bold.ttf");

    /// <summary>The fonts ship with the product: a document looks the same on every machine.</summary>
    private static SKTypeface Load(string name)
    {
        using var stream = typeof(Ink).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The font {name} is missing.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The font {name} cannot be read.");
    }
}

/// <param name="Size">Points.</param>
internal sealed record Style(float Size, bool Bold, SKColor Colour)
{
    public static readonly Style Body = new(9.5f, false, Ink.Text);
    public static readonly Style Strong = new(9.5f, true, Ink.Text);
    public static readonly Style Small = new(8f, false, Ink.Muted);
    public static readonly Style Label = new(7.5f, false, Ink.Muted);
    public static readonly Style Title = new(19f, true, Ink.Text);
}

internal enum Align
{
    Left,
    Right,
}
