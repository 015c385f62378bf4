using System.Text.RegularExpressions;

namespace Clemap.Wire.Tests;

/// <summary>The page that says what happens at each fault names tests that are there.</summary>
public sealed partial class FaultMatrixTests
{
    private const int Columns = 4;

    private static readonly string Root = RootOf(AppContext.BaseDirectory);

    /// <summary>The sources of all test classes, by the class.</summary>
    private static readonly ILookup<string, string> Classes = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Select(File.ReadAllText)
        .SelectMany(source => ClassName().Matches(source).Select(match => (match.Groups[1].Value, Source: source)))
        .ToLookup(one => one.Value, one => one.Source);

    private static string Page => File.ReadAllText(Path.Combine(Root, "docs", "edge-faults.md"));

    [Fact]
    public void Each_fault_names_what_is_done_within_which_time_and_tests_that_exist() => Wrong(Page).ShouldBeEmpty();

    [Fact]
    public void A_test_that_is_not_there_and_a_fault_without_one_are_seen() =>
        Wrong("| a | b | 1 s | `FaultMatrixTests.Each_fault…` |\n| c | d | – | `FaultMatrixTests.Gone…` |\n| e | f | – | later |\n| g | h |  | `NobodyTests` |\n").ShouldBe(
            ["FaultMatrixTests.Gone…: no such method", "e: no test", "g: a column is empty", "NobodyTests: no such class"]);

    private static IEnumerable<string> Wrong(string page)
    {
        foreach (string row in page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| fault", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)))
        {
            string[] cells = [.. row.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];
            if (cells.Length != Columns || cells.Any(cell => cell.Length == 0))
                yield return $"{cells[0]}: a column is empty";
            string[] tests = [.. TestName().Matches(cells[^1]).Select(match => match.Groups[1].Value)];
            if (tests.Length == 0)
                yield return $"{cells[0]}: no test";
            foreach (string problem in tests.Select(Problem).OfType<string>())
                yield return problem;
        }
    }

    private static string? Problem(string test)
    {
        string[] parts = test.Split('.', 2);
        if (!Classes.Contains(parts[0]))
            return $"{test}: no such class";
        if (parts.Length == 1)
            return null;
        bool isShort = parts[1].EndsWith('…');
        var method = new Regex($@"(?:void|Task) {Regex.Escape(parts[1].TrimEnd('…'))}{(isShort ? @"\w*" : "")}\(");
        return Classes[parts[0]].Any(source => method.IsMatch(source)) ? null : $"{test}: no such method";
    }

    private static string RootOf(string folder) =>
        File.Exists(Path.Combine(folder, "Clemap.Cloud.sln")) ? folder : RootOf(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This is not run in the project."));

    [GeneratedRegex(@"class (\w+Tests)\b")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+…?)?)`")]
    private static partial Regex TestName();
}
