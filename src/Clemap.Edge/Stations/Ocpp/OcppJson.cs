using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>Fields that are not known are left alone: makers add their own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(OcppTimestamp)])]
[JsonSerializable(typeof(BootNotification))]
[JsonSerializable(typeof(BootAnswer))]
[JsonSerializable(typeof(HeartbeatAnswer))]
[JsonSerializable(typeof(StatusNotification))]
[JsonSerializable(typeof(Authorize))]
[JsonSerializable(typeof(AuthorizeAnswer))]
[JsonSerializable(typeof(IdTagInfo))]
[JsonSerializable(typeof(StartTransaction))]
[JsonSerializable(typeof(StartAnswer))]
[JsonSerializable(typeof(StopTransaction))]
[JsonSerializable(typeof(StopAnswer))]
[JsonSerializable(typeof(MeterValues))]
[JsonSerializable(typeof(DataTransferAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(SetChargingProfile))]
[JsonSerializable(typeof(ClearChargingProfile))]
[JsonSerializable(typeof(GetCompositeSchedule))]
[JsonSerializable(typeof(CompositeSchedule))]
[JsonSerializable(typeof(GetConfiguration))]
[JsonSerializable(typeof(ConfigurationAnswer))]
[JsonSerializable(typeof(ChangeConfiguration))]
[JsonSerializable(typeof(TriggerMessage))]
[JsonSerializable(typeof(Reset))]
[JsonSerializable(typeof(RemoteStartTransaction))]
[JsonSerializable(typeof(RemoteStopTransaction))]
[JsonSerializable(typeof(ChargingProfile))]
internal sealed partial class OcppJson : JsonSerializerContext;
