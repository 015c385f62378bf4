using System.Globalization;
using System.Text;
using QRCoder;

namespace Clemap.Identity.SecondFactor;

/// <summary>A QR code as SVG for the page itself: without style, so that the content security policy lets it be, and dark on light in dark mode too.</summary>
internal static class QrPicture
{
    public static string Of(string content, string title)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(content, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"""<svg class="qr" role="img" aria-label="{System.Net.WebUtility.HtmlEncode(title)}" viewBox="0 0 {rows.Count} {rows.Count}" width="232" height="232" shape-rendering="crispEdges"><rect width="{rows.Count}" height="{rows.Count}" fill="#fff"/><path fill="#000" d="{path}"/></svg>""");
    }
}
