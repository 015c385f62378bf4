using System.Text.Json;

namespace Clemap.Simulator.Configuration;

/// <summary>What the types of a file let through: items of lists that are <c>null</c>, and numbers too large for any.</summary>
internal static class JsonValues
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <returns>The path of the first such value, and the rule; <see langword="null"/> when there is none.</returns>
    public static string? Error(string text)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        return Errors(document.RootElement, "").FirstOrDefault();
    }

    private static IEnumerable<string> Errors(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Errors(field.Value, path.Length > 0 ? $"{path}.{field.Name}" : field.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, place) => OfItem(item, $"{path}[{place}]")),
        JsonValueKind.Number when !double.IsFinite(element.GetDouble()) => [$"{path}: the number is too large."],
        _ => [],
    };

    private static IEnumerable<string> OfItem(JsonElement item, string path) =>
        item.ValueKind == JsonValueKind.Null ? [$"{path}: must not be null."] : Errors(item, path);
}
