using SkiaSharp;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>An A4 page on which everything is placed in millimetres from its upper left corner; texts by their baseline.</summary>
internal sealed class Page(SKCanvas canvas)
{
    public const float WidthMm = 210;
    public const float HeightMm = 297;
    private const float PointsPerMm = 72f / 25.4f;

    public static float Points(float mm) => mm * PointsPerMm;

    public static float WidthOf(string text, Style style)
    {
        using var font = FontOf(style);
        return font.MeasureText(text) / PointsPerMm;
    }

    public void Text(string text, float x, float y, Style style, Align align = Align.Left)
    {
        if (text.Length == 0)
            return;
        using var font = FontOf(style);
        using var paint = new SKPaint { Color = style.Colour, IsAntialias = true };
        canvas.DrawText(text, Points(x), Points(y), align == Align.Left ? SKTextAlign.Left : SKTextAlign.Right, font, paint);
    }

    /// <summary>Breaks at blanks, and inside a word only when it alone is too wide.</summary>
    /// <returns>The baseline after the last line.</returns>
    public float Paragraph(string text, float x, float y, float width, float leading, Style style)
    {
        foreach (var line in Wrap(text, width, style))
        {
            Text(line, x, y, style);
            y += leading;
        }

        return y;
    }

    public static IEnumerable<string> Wrap(string text, float width, Style style)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && WidthOf(longer, style) > width)
            {
                yield return line;
                longer = word;
            }

            line = longer;
            while (WidthOf(line, style) > width)
            {
                // A word that is wider than the column, such as the bill information, breaks where the column ends.
                var fits = line.Length - 1;
                while (fits > 1 && WidthOf(line[..fits], style) > width)
                    fits--;
                yield return line[..fits];
                line = line[fits..];
            }
        }

        if (line.Length > 0)
            yield return line;
    }

    public void Rule(float x1, float x2, float y, SKColor colour, float thicknessMm = 0.2f) => Box(x1, y - thicknessMm / 2, x2 - x1, thicknessMm, colour);

    public void Box(float x, float y, float width, float height, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRect(Points(x), Points(y), Points(width), Points(height), paint);
    }

    public void Dashes(float x1, float y1, float x2, float y2)
    {
        using var effect = SKPathEffect.CreateDash([Points(1f), Points(0.8f)], 0);
        using var paint = new SKPaint { Color = Ink.Black, IsStroke = true, StrokeWidth = 0.5f, PathEffect = effect };
        canvas.DrawLine(Points(x1), Points(y1), Points(x2), Points(y2), paint);
    }

    /// <summary>One fill for all squares, so that no viewer shows seams between them.</summary>
    public void Squares(IEnumerable<(float X, float Y)> squares, float side)
    {
        using var builder = new SKPathBuilder();
        foreach (var (x, y) in squares)
            builder.AddRect(SKRect.Create(Points(x), Points(y), Points(side), Points(side)));
        using var path = builder.Detach();
        using var paint = new SKPaint { Color = Ink.Black, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    private static SKFont FontOf(Style style) => new(style.Bold ? Ink.Bold : Ink.Regular, style.Size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
    };
}
