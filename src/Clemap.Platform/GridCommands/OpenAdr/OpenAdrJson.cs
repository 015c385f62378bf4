using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>What servers send, and what is kept of connections.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(VtnEvent))]
[JsonSerializable(typeof(VtnProgram))]
[JsonSerializable(typeof(VtnToken))]
[JsonSerializable(typeof(IReadOnlyList<OpenAdrTarget>))]
[JsonSerializable(typeof(IReadOnlyList<OpenAdrNotUnderstood>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OpenAdrJson : JsonSerializerContext;
