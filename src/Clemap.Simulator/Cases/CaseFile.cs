using System.Text.Json;
using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Cases;

/// <summary>One case, an array of cases, or a collection with <c>cases</c>; cases of other kinds have other fields and are left out.</summary>
internal static class CaseFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new FiniteNumberConverter() },
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="UserErrorException">The message names the file, the case and the field.</exception>
    public static IReadOnlyList<AllocationCase> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("cases", out var listed)) root = listed;
            JsonElement[] cases = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            return [.. cases.Select((element, place) => (element, place)).Where(entry => IsAllocation(entry.element)).Select(entry => One(path, entry.element, entry.place))];
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"The cases {path} are not valid: {JsonComplaint.Of(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The cases {path} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsAllocation(JsonElement element) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("kind", out var kind) || kind.ValueEquals("allocation");

    /// <summary>The fields stand at the top of a case or inside its <c>inputs</c>.</summary>
    private static AllocationCase One(string path, JsonElement element, int place)
    {
        var name = $"cases[{place}]";
        if (element.ValueKind != JsonValueKind.Object) throw new UserErrorException($"The cases {path} are not valid: {name}: an object is expected.");
        if (!element.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
            throw new UserErrorException($"The cases {path} are not valid: {name}.id: a text is expected.");
        name = $"case {id.GetString()}: ";
        var hasInputs = element.TryGetProperty("inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Object;
        try
        {
            var fields = (hasInputs ? inputs : element).Deserialize<CaseInputs>(Format)!;
            var situation = new AllocationCase { Id = id.GetString()!, Nodes = fields.Nodes, Stations = fields.Stations };
            return CaseRules.Error(situation) is { } error ? throw new UserErrorException($"The cases {path} are not valid: {name}{error}") : situation;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"The cases {path} are not valid: {JsonComplaint.Of(e, hasInputs ? name + "inputs." : name)}", e);
        }
    }

    private sealed record CaseInputs(IReadOnlyList<CaseNode> Nodes, IReadOnlyList<CaseStation> Stations);
}
