using System.Text.Json.Nodes;

namespace Clemap.LoadControl.Tests.Cases;

/// <summary>The situations with numbers in the JSON files beside this; each names the project, document or report it was read from.</summary>
internal static class CaseFiles
{
    public static readonly Dictionary<string, JsonNode> All = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json")
        .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["cases"]!.AsArray())
        .ToDictionary(node => Name(node!), node => node!);

    public static IEnumerable<string> OfKind(string kind) => All.Where(entry => (string?)entry.Value["kind"] == kind).Select(entry => entry.Key);

    public static TheoryData<string> Theory(string kind) => [.. OfKind(kind)];

    public static string Name(JsonNode node) => (string)node["id"]!;

    public static JsonNode Inputs(string id) => All[id]["inputs"]!;

    public static JsonNode Expected(string id) => All[id]["expected"]!;

    public static double Number(this JsonNode node, string field) => node[field]!.GetValue<double>();

    public static double[] Numbers(this JsonNode node, string field) => [.. node[field]!.AsArray().Select(value => value!.GetValue<double>())];
}
