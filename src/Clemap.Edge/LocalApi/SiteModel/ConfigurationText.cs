using System.Globalization;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>A configuration as bytes → the configuration, or what is wrong with it, each with its field.</summary>
internal static class ConfigurationText
{
    private static readonly EdgeJson Indented = new(new JsonSerializerOptions(EdgeJson.Default.Options) { WriteIndented = true });

    private static readonly JsonDocumentOptions AsTheReader = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private const double Largest = 1e15;

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
            return (null, [new(Field(wrong.Path), IsNull(text, wrong.Path) ? "must not be empty" : IsNoNumber(wrong) ? "must be a number" : Rule(wrong.Message))]);
        }
        if (configuration is null)
            return (null, [new("$", "must be an object")]);
        if (Endless(text) is { } field)
            return (null, [new(field, "must be a number")]);
        configuration.Models = models;
        return (configuration, ConfigurationRules.Check(configuration));
    }

    private static string Field(string? path) => path is null or "$" ? "$" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    /// <summary>A field that somebody left empty is no value of a wrong kind to them.</summary>
    private static bool IsNull(ReadOnlySpan<byte> text, string? path)
    {
        if (path is null)
            return false;
        try
        {
            using var document = JsonDocument.Parse(text.ToArray(), AsTheReader);
            var at = document.RootElement;
            foreach (string step in path.TrimStart('$').Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
                if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out var member))
                    at = member;
                else if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, CultureInfo.InvariantCulture, out int place) && place < at.GetArrayLength())
                    at = at[place];
                else
                    return false;
            return at.ValueKind == JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A figure like 1e400 is JSON, and read as infinite, as sums of 1e308 are: nothing can be reckoned with it, and it cannot be written again.</summary>
    private static string? Endless(ReadOnlySpan<byte> text)
    {
        using var document = JsonDocument.Parse(text.ToArray(), AsTheReader);
        return In(document.RootElement, "");

        static string? In(JsonElement value, string at) => value.ValueKind switch
        {
            JsonValueKind.Number => Math.Abs(value.GetDouble()) < Largest ? null : at,
            JsonValueKind.Object => value.EnumerateObject().Select(member => In(member.Value, at.Length == 0 ? member.Name : $"{at}.{member.Name}")).FirstOrDefault(found => found is not null),
            JsonValueKind.Array => value.EnumerateArray().Select((item, i) => In(item, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"))).FirstOrDefault(found => found is not null),
            _ => null,
        };
    }

    private static bool IsNoNumber(JsonException wrong) =>
        wrong.InnerException?.Message.EndsWith("as a number.", StringComparison.Ordinal) == true
        || wrong.Message.Contains("could not be converted to System.Double", StringComparison.Ordinal)
        || wrong.Message.Contains("could not be converted to System.Int32", StringComparison.Ordinal)
        || wrong.Message.Contains("could not be converted to System.Nullable`1[System.Double]", StringComparison.Ordinal)
        || wrong.Message.Contains("could not be converted to System.Nullable`1[System.Int32]", StringComparison.Ordinal);

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
