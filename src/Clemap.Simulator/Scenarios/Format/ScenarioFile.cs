using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Scenarios.Format;

internal static class ScenarioFile
{
    // By reflection: generated code would overwrite the defaults of what a file leaves out.
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true,
        AllowTrailingCommas = true,
        Converters = { new DayTimeConverter(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="UserErrorException">The message names the file, the field and the rule.</exception>
    public static Scenario Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The scenario {path} cannot be read: {e.Message}", e);
        }
    }

    /// <param name="path">For messages only.</param>
    /// <inheritdoc cref="Read"/>
    public static Scenario Parse(string text, string path)
    {
        try
        {
            var scenario = JsonSerializer.Deserialize<Scenario>(text, Format);
            var error = scenario is null ? "it is empty." : JsonValues.Error(text) ?? ScenarioRules.Errors(scenario).FirstOrDefault();
            return error is null ? scenario! : throw new UserErrorException($"The scenario {path} is not valid: {error}");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"The scenario {path} is not valid: {JsonComplaint.Of(e)}", e);
        }
    }
}
