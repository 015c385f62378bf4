using System.Text.Json;
using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.Webhooks;

/// <summary>Body of a delivery. Fields are added, never renamed; the same delivery has the same body in each attempt.</summary>
/// <param name="Type">One of <see cref="DeliveryType"/>.</param>
/// <param name="Timestamp">When it happened, UTC.</param>
/// <param name="Data">The alarm; <see langword="null"/> in a test.</param>
internal sealed record WebhookMessage(string Type, DateTimeOffset Timestamp, WebhookAlarm? Data)
{
    public static string Of(DeliveryRow delivery, AlarmRow? alarm) => JsonSerializer.Serialize(
        new WebhookMessage(delivery.Type, delivery.At, alarm is null ? null : WebhookAlarm.Of(alarm, cleared: delivery.Type == DeliveryType.AlarmCleared)),
        TelemetryJson.Default.WebhookMessage);
}

/// <summary>As <see cref="AlarmView"/>, without what people say of it.</summary>
internal sealed record WebhookAlarm(
    Guid Id, string Kind, AlarmSeverity Severity, Guid SiteId, Guid DeviceId, Guid SubjectId, string Element, int? Phase, double? Value, double? Bound,
    DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? ClearedAt, string? ClearedBecause)
{
    public static WebhookAlarm Of(AlarmRow row, bool cleared) => new(
        row.Id, row.Kind, AlarmKind.SeverityOf(row.Kind), row.SiteId, row.DeviceId, row.SubjectId, row.Element, row.Phase, row.Value, row.Bound, row.Since, row.RaisedAt,
        cleared ? row.ClearedAt : null, cleared ? row.ClearedBecause : null);
}
