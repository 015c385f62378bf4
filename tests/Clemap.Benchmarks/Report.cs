using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clemap.Benchmarks;

/// <summary>Prints the rows of an area as a table or as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string AsJson(string area, IReadOnlyList<Figure> figures) => JsonSerializer.Serialize(
        new
        {
            area,
            machine = Machine(),
            figures = figures.Select(figure => new
            {
                figure.Name,
                figure.Value,
                figure.Unit,
                figure.Target,
                figure.Ceiling,
                figure.Ratio,
                figure.Holds,
            }),
        },
        Json);

    public static string AsTable(string area, IReadOnlyList<Figure> figures)
    {
        string[] head = ["name", "value", "unit", "target", "ceiling", "ratio", "holds"];
        var rows = figures.Select(figure => new[]
        {
            figure.Name, Text(figure.Value), figure.Unit, Text(figure.Target), Text(figure.Ceiling), Text(figure.Ratio),
            figure.Holds switch { true => "yes", false => "NO", null => "–" },
        }).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var lines = rows.Select(row => "| " + string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column]))) + " |").ToList();
        lines.Insert(1, "|" + string.Join('|', widths.Select(width => new string('-', width + 2))) + "|");
        return $"{area} on {Machine()}{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_000_000_000.0:0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    private static string Text(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "–";
}
