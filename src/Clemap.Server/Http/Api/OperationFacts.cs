using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clemap.Server.Http.Api;

/// <summary>What <c>operations.json</c> says of an operation.</summary>
/// <param name="Example">A request body that the endpoint can read.</param>
/// <param name="Conflicts">Codes of 409.</param>
internal sealed partial record OperationFacts(JsonNode? Example = null, IReadOnlyList<string>? Conflicts = null)
{
    /// <summary>By method and path, for example <c>POST /api/v1/sites</c>.</summary>
    public static IReadOnlyDictionary<string, OperationFacts> All { get; } = Read();

    public static OperationFacts? Of(string method, string path) => All.GetValueOrDefault($"{method} {Constraint.Replace(path, "}")}");

    private static Dictionary<string, OperationFacts> Read()
    {
        using var stream = typeof(OperationFacts).Assembly.GetManifestResourceStream("operations.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, OperationFacts>>(stream, JsonSerializerOptions.Web)!;
    }

    [GeneratedRegex(":[^}]*}")]
    private static partial Regex Constraint { get; }
}
