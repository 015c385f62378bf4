using Clemap.Simulator.Scenarios.Format;

namespace Clemap.Simulator.Scenarios;

/// <summary>The scenarios that come with the simulator, and those in files.</summary>
internal static class ScenarioLibrary
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Scenarios", "Library");

    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <param name="scenario">A name of the library, or a path.</param>
    /// <exception cref="UserErrorException">There is none, or it is not valid.</exception>
    public static Scenario Find(string scenario)
    {
        var ready = Path.Combine(Folder, scenario + ".json");
        if (!scenario.Contains('/', StringComparison.Ordinal) && File.Exists(ready)) return ScenarioFile.Read(ready);
        return File.Exists(scenario)
            ? ScenarioFile.Read(scenario)
            : throw new UserErrorException($"There is no scenario or file '{scenario}'; 'clemap-simulator simulate list' shows the scenarios.");
    }
}
