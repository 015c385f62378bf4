namespace Clemap.Edge.Stations.Ocpp;

// Messages of the station. What the standard demands is nullable here and asked for by name, so that the error says which field is missing.

internal sealed record BootNotification(string? ChargePointVendor, string? ChargePointModel, string? FirmwareVersion, string? ChargePointSerialNumber);

/// <param name="Interval">Between heartbeats, s.</param>
internal sealed record BootAnswer(string Status, DateTimeOffset CurrentTime, int Interval);

internal sealed record HeartbeatAnswer(DateTimeOffset CurrentTime);

internal sealed record StatusNotification(int? ConnectorId, string? Status, string? ErrorCode, string? Info, string? VendorErrorCode, DateTimeOffset? Timestamp);

internal sealed record Authorize(string? IdTag);

internal sealed record IdTagInfo(string Status, string? ParentIdTag = null, DateTimeOffset? ExpiryDate = null);

internal sealed record AuthorizeAnswer(IdTagInfo IdTagInfo);

/// <param name="MeterStart">Wh.</param>
internal sealed record StartTransaction(int? ConnectorId, string? IdTag, double? MeterStart, DateTimeOffset? Timestamp);

internal sealed record StartAnswer(int TransactionId, IdTagInfo IdTagInfo);

/// <param name="MeterStop">Wh.</param>
internal sealed record StopTransaction(int? TransactionId, string? IdTag, double? MeterStop, DateTimeOffset? Timestamp, string? Reason);

internal sealed record StopAnswer(IdTagInfo? IdTagInfo);

internal sealed record MeterValues(int? ConnectorId, int? TransactionId, MeterValue[]? MeterValue);

internal sealed record MeterValue(DateTimeOffset? Timestamp, SampledValue[]? SampledValue);

/// <param name="Value">A number as text; some stations write it as a number.</param>
/// <param name="Measurand">Absent: <c>Energy.Active.Import.Register</c>.</param>
/// <param name="Unit">Absent: <c>Wh</c> for energy, else the plain unit of the measurand.</param>
internal sealed record SampledValue(
    System.Text.Json.JsonElement? Value, string? Context, string? Format, string? Measurand, string? Phase, string? Location, string? Unit);

internal sealed record DataTransferAnswer(string Status);

// Messages to the station.

internal sealed record StatusAnswer(string? Status);

internal sealed record SetChargingProfile(int ConnectorId, ChargingProfile CsChargingProfiles);

internal sealed record ClearChargingProfile(int? Id, int? ConnectorId, string? ChargingProfilePurpose, int? StackLevel);

internal sealed record GetCompositeSchedule(int ConnectorId, int Duration, string? ChargingRateUnit);

internal sealed record CompositeSchedule(string? Status, ChargingSchedule? ChargingSchedule);

internal sealed record GetConfiguration(string[] Key);

internal sealed record ConfigurationAnswer(ConfigurationKey[]? ConfigurationKey);

internal sealed record ConfigurationKey(string? Key, bool? Readonly, string? Value);

internal sealed record ChangeConfiguration(string? Key, string? Value);

internal sealed record TriggerMessage(string RequestedMessage, int? ConnectorId);

/// <param name="Type"><c>Soft</c> ends sessions in order first.</param>
internal sealed record Reset(string Type);

internal sealed record RemoteStartTransaction(int ConnectorId, string IdTag);

internal sealed record RemoteStopTransaction(int TransactionId);
