using System.Globalization;
using System.Text.RegularExpressions;

namespace Clemap.Edge.Tests;

/// <summary>The times of the page that says what happens at each fault: what stands there in bold is held against what a test measures.</summary>
internal static partial class FaultMatrix
{
    private const int TimeColumn = 2;

    public static string Root { get; } = RootOf(AppContext.BaseDirectory);

    public static string Page { get; } = File.ReadAllText(Path.Combine(Root, "docs", "edge-faults.md"));

    /// <summary>The cells of each row.</summary>
    public static IEnumerable<string[]> Rows(string page) => page.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| fault", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
        .Select(row => row.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray());

    /// <param name="fault">How its row begins.</param>
    /// <exception cref="InvalidOperationException">There is not one such row with a time in bold.</exception>
    public static TimeSpan Within(string fault)
    {
        string[] row = Rows(Page).Single(cells => cells[0].StartsWith(fault, StringComparison.Ordinal));
        return Bold(row) ?? throw new InvalidOperationException($"{fault}: no time in bold");
    }

    public static TimeSpan? Bold(string[] row)
    {
        var found = Time().Match(row[TimeColumn]);
        double number = found.Success ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return !found.Success ? null : found.Groups[2].Value == "min" ? TimeSpan.FromMinutes(number) : TimeSpan.FromSeconds(number);
    }

    private static string RootOf(string folder) =>
        File.Exists(Path.Combine(folder, "Clemap.Cloud.sln")) ? folder : RootOf(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This is not run in the project."));

    [GeneratedRegex(@"\*\*([\d.]+) (s|min)\*\*")]
    private static partial Regex Time();
}
