using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations;

/// <summary>The keys of a go-e status that are asked for; names are the maker's.</summary>
internal sealed record GoeStatus
{
    [JsonPropertyName("car")] public int? Car { get; init; }
    [JsonPropertyName("amp")] public int? Amp { get; init; }
    [JsonPropertyName("frc")] public int? Frc { get; init; }
    [JsonPropertyName("nrg")] public double[]? Nrg { get; init; }
    [JsonPropertyName("eto")] public double? Eto { get; init; }
    [JsonPropertyName("trx")] public JsonElement? Trx { get; init; }
    [JsonPropertyName("cards")] public JsonElement? Cards { get; init; }
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(GoeStatus))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class GoeJson : JsonSerializerContext;
