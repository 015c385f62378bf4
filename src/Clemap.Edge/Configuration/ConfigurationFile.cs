using System.Text.Json;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Configuration;

internal static class ConfigurationFile
{
    /// <exception cref="ConfigurationException">The file is missing, no JSON, or breaks a rule.</exception>
    public static async Task<EdgeConfiguration> LoadAsync(string file, CancellationToken cancellation)
    {
        EdgeConfiguration? configuration;
        try
        {
            await using var stream = File.OpenRead(file);
            configuration = await JsonSerializer.DeserializeAsync(stream, EdgeJson.Default.EdgeConfiguration, cancellation);
        }
        catch (JsonException wrong)
        {
            throw new ConfigurationException(file, [new(wrong.Path ?? "$", wrong.Message)]);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException(file, [new("$", "is not there; 'clemap-edge init' writes a first one")]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(file, [new("$", failure.Message)]);
        }
        if (configuration is null)
            throw new ConfigurationException(file, [new("$", "must be an object")]);

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        configuration.Models = StationModels.With(Path.Combine(folder, "stations"));
        var problems = ConfigurationRules.Check(configuration);
        if (problems.Count > 0)
            throw new ConfigurationException(
                file, [.. problems, .. configuration.Models.Problems.Select(wrong => new ConfigurationProblem(wrong.File, $"{wrong.Field}: {wrong.Rule}"))]);
        return configuration with { DataDir = Path.GetFullPath(configuration.DataDir, folder), SourceFile = Path.GetFullPath(file) };
    }
}
