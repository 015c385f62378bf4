using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>A configuration as bytes → the configuration, or what is wrong with it, each with its field.</summary>
internal static class ConfigurationText
{
    private static readonly EdgeJson Indented = new(new JsonSerializerOptions(EdgeJson.Default.Options) { WriteIndented = true });

    public static byte[] Of(EdgeConfiguration configuration) => JsonSerializer.SerializeToUtf8Bytes(configuration, Indented.EdgeConfiguration);

    /// <param name="models">What a station may be.</param>
    public static (EdgeConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Read(ReadOnlySpan<byte> text, StationModels models)
    {
        EdgeConfiguration? configuration;
        try
        {
            configuration = JsonSerializer.Deserialize(text, EdgeJson.Default.EdgeConfiguration);
        }
        catch (JsonException wrong)
        {
            return (null, [new(Field(wrong.Path), Rule(wrong.Message))]);
        }
        if (configuration is null)
            return (null, [new("$", "must be an object")]);
        configuration.Models = models;
        return (configuration, ConfigurationRules.Check(configuration));
    }

    private static string Field(string? path) => path is null or "$" ? "$" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    // The reader speaks to programmers.
    private static string Rule(string message)
    {
        if (message.StartsWith("must ", StringComparison.Ordinal))
            return message[..(message.IndexOf(" Path:", StringComparison.Ordinal) is >= 0 and var end ? end : message.Length)];
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
            return "is no known field";
        if (message.Contains("missing required properties including: ", StringComparison.Ordinal))
            return $"lacks {message[(message.IndexOf("including: ", StringComparison.Ordinal) + 11)..].TrimEnd('.')}";
        return message.Contains("could not be converted", StringComparison.Ordinal) || message.Contains("null values", StringComparison.Ordinal)
            ? "takes a value of another kind"
            : "cannot be read as JSON";
    }
}
