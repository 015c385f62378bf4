using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>Unknown members are refused: a misspelt field must not silently become a default.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(StationDefinition))]
internal sealed partial class StationJson : JsonSerializerContext;
