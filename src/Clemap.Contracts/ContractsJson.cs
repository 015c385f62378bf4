using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Contracts.Actions;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Devices;
using Clemap.Contracts.GridCommands;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;

namespace Clemap.Contracts;

/// <summary>Source-generated JSON of every message: camelCase, absent instead of <see langword="null"/>, no reflection.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TelemetryBatch))]
[JsonSerializable(typeof(TelemetryAnswer))]
[JsonSerializable(typeof(SessionBatch))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(SiteModel))]
[JsonSerializable(typeof(DesiredStateDocument))]
[JsonSerializable(typeof(ReportedState))]
[JsonSerializable(typeof(ActionList))]
[JsonSerializable(typeof(ActionReports))]
[JsonSerializable(typeof(GridCommandList))]
[JsonSerializable(typeof(GridReport))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentAnswer))]
[JsonSerializable(typeof(KeyChange))]
public sealed partial class ContractsJson : JsonSerializerContext;
