using System.Globalization;
using System.Text.Json;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Salia;

/// <summary>The one document that a Salia board shows; its values are texts.</summary>
internal readonly struct SaliaTree(JsonElement port)
{
    /// <exception cref="StationException">It has no charging point.</exception>
    public static SaliaTree Of(JsonElement root) =>
        Find(root, ["secc", "port0"]) is { ValueKind: JsonValueKind.Object } port
            ? new SaliaTree(port)
            : throw new StationException(ProblemCodes.ValueMissing, "The Salia answered without secc.port0.", "secc.port0");

    /// <param name="path">Below <c>secc.port0</c>.</param>
    public string? Text(params ReadOnlySpan<string> path) => Find(port, path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    public double? Number(params ReadOnlySpan<string> path) =>
        double.TryParse(Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private static JsonElement? Find(JsonElement from, ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out var next))
                return null;
            from = next;
        }
        return from;
    }
}
