using System.Text.RegularExpressions;
using Clemap.Edge.Tests;

namespace Clemap.Wire.Tests;

/// <summary>The page that says what happens at each fault names tests that are there.</summary>
public sealed partial class FaultMatrixTests
{
    private const int Columns = 4;

    /// <summary>The sources of all test classes, by the class.</summary>
    private static readonly ILookup<string, string> Classes = Directory.EnumerateFiles(Path.Combine(FaultMatrix.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Select(File.ReadAllText)
        .SelectMany(source => ClassName().Matches(source).Select(match => (match.Groups[1].Value, Source: source)))
        .ToLookup(one => one.Value, one => one.Source);

    [Fact]
    public void Each_fault_names_what_is_done_within_which_time_and_tests_that_exist() => Wrong(FaultMatrix.Page).ShouldBeEmpty();

    [Fact]
    public void A_test_that_is_not_there_and_a_fault_without_one_are_seen() =>
        Wrong("| a | b | 1 s | `FaultMatrixTests.Each_fault…` |\n| c | d | – | `FaultMatrixTests.Gone…` |\n| e | f | – | later |\n| g | h |  | `NobodyTests` |\n").ShouldBe(
            ["FaultMatrixTests.Gone…: no such method", "e: no test", "g: a column is empty", "NobodyTests: no such class"]);

    [Fact]
    public void A_time_in_bold_is_read_by_a_test_that_the_row_names_and_no_other_is()
    {
        foreach (string[] row in FaultMatrix.Rows(FaultMatrix.Page))
        {
            var reading = TestName().Matches(row[^1]).Select(match => match.Groups[1].Value.Split('.')[0]).Where(name => Classes[name].Any(source =>
                Read().Matches(source).Any(match => row[0].StartsWith(match.Groups[1].Value, StringComparison.Ordinal))));
            reading.Any().ShouldBe(FaultMatrix.Bold(row) is not null, row[0]);
        }
    }

    private static IEnumerable<string> Wrong(string page)
    {
        foreach (string[] cells in FaultMatrix.Rows(page))
        {
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

    [GeneratedRegex(@"class (\w+Tests)\b")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"FaultMatrix\.Within\(""([^""]+)""\)")]
    private static partial Regex Read();

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+…?)?)`")]
    private static partial Regex TestName();
}
