using System.Text.Json;

namespace Clemap.Portal.Pages.Audit;

/// <summary>What differs between the JSON before and after, value by value.</summary>
internal static class AuditChanges
{
    /// <summary>In the order of the document after; what is gone comes last.</summary>
    public static IReadOnlyList<AuditChange> Of(string? before, string? after)
    {
        var old = Values(before);
        var now = Values(after);
        return
        [
            .. now.Where(pair => old.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => new AuditChange(pair.Key, old.GetValueOrDefault(pair.Key), pair.Value)),
            .. old.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => new AuditChange(pair.Key, pair.Value, null)),
        ];
    }

    private static OrderedDictionary<string, string> Values(string? json)
    {
        var values = new OrderedDictionary<string, string>();
        if (json is not null)
        {
            using var document = JsonDocument.Parse(json);
            Add("", document.RootElement);
        }

        return values;

        void Add(string path, JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                        Add(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
                    break;
                case JsonValueKind.Array when element.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                    values[path] = string.Join(", ", element.EnumerateArray().Select(item => item.ToString()));
                    break;
                case JsonValueKind.Array:
                    foreach (var (index, item) in element.EnumerateArray().Index())
                        Add($"{path}[{index}]", item);
                    break;
                default:
                    values[path] = element.ToString();
                    break;
            }
        }
    }
}

/// <param name="Field">Path in the document; empty for the whole.</param>
/// <param name="Old"><see langword="null"/> when there was none.</param>
/// <param name="New"><see langword="null"/> when it is gone.</param>
internal sealed record AuditChange(string Field, string? Old, string? New);
