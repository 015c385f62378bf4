using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clemap.Simulator.Clouds;

/// <summary>Fields of a body that a controller sent; what has another type is absent.</summary>
internal static class JsonFields
{
    public static double? Number(this JsonObject body, string name) =>
        body[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;

    public static string? Text(this JsonObject body, string name) =>
        body[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Flag(this JsonObject body, string name) => body[name] is JsonValue value
        ? value.GetValueKind() switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
        : null;
}
