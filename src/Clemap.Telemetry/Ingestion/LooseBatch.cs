using System.Text.Json;

namespace Clemap.Telemetry.Ingestion;

/// <summary>A batch whose rows are not read yet, for when one of them cannot be.</summary>
internal sealed record LooseBatch(Guid BootId, long Sequence, DateTimeOffset SentAt, IReadOnlyList<JsonElement> Readings, long? PendingReadings = null, DateTimeOffset? OldestPendingAt = null);
