using System.Text.Json.Nodes;
using Clemap.Contracts.DesiredState;

namespace Clemap.Platform.DesiredState;

/// <param name="Path">In the desired state, for example <c>circuits.01900….limitA</c>. A list, such as the windows of a week, is one part.</param>
/// <param name="Before"><see langword="null"/> when nothing was wanted there.</param>
/// <param name="After"><see langword="null"/> when nothing is wanted there any more.</param>
public sealed record DifferencePart(string Path, JsonNode? Before, JsonNode? After);

internal static class Difference
{
    /// <summary>What differs besides the number of the version, in order of path.</summary>
    public static IReadOnlyList<DifferencePart> Between(DesiredStateDocument before, DesiredStateDocument after)
    {
        var (old, now) = (Parts(before), Parts(after));
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(path => new DifferencePart(path, old.GetValueOrDefault(path), now.GetValueOrDefault(path)))
                .Where(part => !JsonNode.DeepEquals(part.Before, part.After)),
        ];
    }

    private static Dictionary<string, JsonNode> Parts(DesiredStateDocument document)
    {
        var parts = new Dictionary<string, JsonNode>();
        Add("", JsonNode.Parse(Documents.Write(document with { Version = 0 }))!);
        parts.Remove("version");
        return parts;

        void Add(string path, JsonNode node)
        {
            if (node is not JsonObject values)
            {
                parts[path] = node;
                return;
            }

            foreach (var (name, value) in values)
                Add(path.Length == 0 ? name : $"{path}.{name}", value!);
        }
    }
}
