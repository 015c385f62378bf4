using System.Xml.Linq;

namespace Clemap.Architecture.Tests;

/// <summary>The source tree this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Project name to the names of the projects it references, for all under <c>src</c>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Arrows() => Projects("src")
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => ReferencesIn(File.ReadAllText(file)));

    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static IReadOnlySet<string> ReferencesIn(string project) => XDocument.Parse(project)
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The sources of a room, without what tools write.</summary>
    public static IEnumerable<string> Sources(string project) => Directory
        .EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Clemap.Cloud.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests read the source tree and must run inside it.");
    }
}
