using System.Text.RegularExpressions;

namespace Clemap.Security.Tests;

/// <summary>The threat model promises a test for each threat.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Each_threat_names_tests_that_exist()
    {
        var root = Sources.Root;
        var tests = string.Join('\n', Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var rows = File.ReadLines(Path.Combine(root, "SECURITY.md"))
            .SkipWhile(line => !line.StartsWith("| Threat |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();

        rows.Count.ShouldBeGreaterThan(25);
        foreach (var row in rows)
        {
            var named = Name().Matches(row[3]).Select(match => match.Groups[1].Value).ToList();
            named.ShouldNotBeEmpty(row[1]);
            foreach (var name in named)
                (Regex.IsMatch(tests, $@"\bclass {name}\b") || Regex.IsMatch(tests, $@"\b(Task|void) {name}\(")).ShouldBeTrue($"{row[1]}: there is no test {name}");
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
