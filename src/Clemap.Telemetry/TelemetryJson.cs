using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Ingestion;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Readings;
using Clemap.Telemetry.Webhooks;

namespace Clemap.Telemetry;

/// <summary>What this module sends to people, and the loose form of a batch that is not well formed in every row.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<Reading>))]
[JsonSerializable(typeof(IReadOnlyList<SourceCompleteness>))]
[JsonSerializable(typeof(IReadOnlyList<QuarterHourView>))]
[JsonSerializable(typeof(Series))]
[JsonSerializable(typeof(ManualQuarterFields))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(LooseBatch))]
[JsonSerializable(typeof(LiveMessage))]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class TelemetryJson : JsonSerializerContext;
