namespace Clemap.Security.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Sources
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run inside their checkout.");
    }
}
