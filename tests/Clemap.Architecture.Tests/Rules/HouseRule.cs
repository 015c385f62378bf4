using System.Xml.Linq;

namespace Clemap.Architecture.Tests.Rules;

/// <summary>What holds for every project file: it stands in the solution, and opens its insides to its own tests only.</summary>
internal static class HouseRule
{
    /// <summary>Where the two ends of a wire are put against each other, the tests see both; the ends still know nothing of one another.</summary>
    private static readonly HashSet<(string Room, string Tests)> Ends =
    [
        ("Clemap.Edge", "Clemap.Wire.Tests"),
        ("Clemap.Simulator", "Clemap.Wire.Tests"),
        ("Clemap.Simulator", "Clemap.Edge.Tests"),
    ];

    public static IEnumerable<string> Homeless(string solution, IEnumerable<string> projectFiles) => projectFiles
        .Where(file => !solution.Contains($"\\{file}\"", StringComparison.Ordinal) && !solution.Contains($"/{file}\"", StringComparison.Ordinal))
        .Select(file => $"{file} is not in the solution");

    /// <summary>The fixtures may look inside too: they start the host.</summary>
    public static IEnumerable<string> Opened(string projectFile, string project) => XDocument.Parse(project)
        .Descendants("InternalsVisibleTo")
        .Select(friend => friend.Attribute("Include")!.Value)
        .Where(friend => friend != Path.GetFileNameWithoutExtension(projectFile) + ".Tests" && friend != "Clemap.Testing")
        .Where(friend => !Ends.Contains((Path.GetFileNameWithoutExtension(projectFile), friend)))
        .Select(friend => $"{projectFile} opens itself to {friend}");
}
