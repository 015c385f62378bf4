using System.Text;
using System.Text.Encodings.Web;

namespace Clemap.Edge.Commissioning;

/// <param name="Class">Of its style; <see langword="null"/> for none.</param>
internal readonly record struct ReportCell(string Text, string? Class = null)
{
    public static readonly ReportCell Nothing = new("–", "none");
}

/// <summary>A table of the report. Each cell carries the heading of its column, since a phone shows a row as lines.</summary>
internal static class ReportTable
{
    /// <param name="columns">Their headings, and whether figures stand below.</param>
    public static string Of(string? caption, (string Heading, bool IsNumber)[] columns, IEnumerable<ReportCell[]> rows)
    {
        var table = new StringBuilder("<table>\n");
        if (caption is not null)
            table.Append("<caption>").Append(E(caption)).Append("</caption>\n");
        table.Append("<tr>");
        foreach (var (heading, isNumber) in columns)
            table.Append("<th").Append(isNumber ? " class=\"n\">" : ">").Append(E(heading)).Append("</th>");
        table.Append("</tr>\n");
        foreach (var row in rows)
        {
            table.Append("<tr>");
            foreach (var (i, cell) in row.Index())
            {
                table.Append("<td data-of=\"").Append(E(columns[i].Heading)).Append('"');
                if ((cell.Class ?? (columns[i].IsNumber ? "n" : null)) is { } style)
                    table.Append(" class=\"").Append(style).Append('"');
                table.Append('>').Append(E(cell.Text)).Append("</td>");
            }
            table.Append("</tr>\n");
        }
        return table.Append("</table>\n").ToString();
    }

    private static string E(string text) => HtmlEncoder.Default.Encode(text);
}
