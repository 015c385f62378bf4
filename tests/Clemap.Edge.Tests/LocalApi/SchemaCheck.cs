using System.Globalization;
using System.Text.Json;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Does an answer hold what the description of the API says, and nothing that it keeps quiet about?</summary>
internal sealed class SchemaCheck(JsonElement description)
{
    /// <returns>Where it differs; empty when it does not.</returns>
    public IReadOnlyList<string> Differences(JsonElement schema, JsonElement value)
    {
        var found = new List<string>();
        Check(schema, value, "$", found);
        return found;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> found)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            string name = reference.GetString()!["#/components/schemas/".Length..];
            Check(description.GetProperty("components").GetProperty("schemas").GetProperty(name), value, at, found);
            return;
        }
        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            found.Add($"{at} is {TypeOf(value)} in place of {type}");
        if (schema.TryGetProperty("enum", out var words) && value.ValueKind == JsonValueKind.String && words.EnumerateArray().All(word => word.GetString() != value.GetString()))
            found.Add($"{at} is '{value.GetString()}', which is none of {words}");
        if (schema.TryGetProperty("format", out var format) && !HasFormat(format.GetString()!, value))
            found.Add($"{at} is no {format}: {value}");
        if (value.ValueKind == JsonValueKind.Object)
            CheckFields(schema, value, at, found);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var (i, item) in value.EnumerateArray().Index())
                Check(items, item, $"{at}[{i}]", found);
    }

    private void CheckFields(JsonElement schema, JsonElement value, string at, List<string> found)
    {
        if (schema.TryGetProperty("required", out var required))
            found.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}.{name} is missing"));
        bool hasNames = schema.TryGetProperty("properties", out var properties);
        foreach (var field in value.EnumerateObject())
            if (hasNames && properties.TryGetProperty(field.Name, out var known))
                Check(known, field.Value, $"{at}.{field.Name}", found);
            else if (schema.TryGetProperty("additionalProperties", out var others))
                Check(others, field.Value, $"{at}.{field.Name}", found);
            else if (hasNames)
                found.Add($"{at}.{field.Name} is not described");
    }

    private static IEnumerable<string?> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static bool HasFormat(string format, JsonElement value) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _),
        "uuid" => Guid.TryParse(value.GetString(), out _),
        _ => false,
    };
}
