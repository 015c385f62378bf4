using Clemap.Platform.Database;

namespace Clemap.Telemetry.Alarms;

/// <summary>A row of <c>telemetry.device_outbox</c>: what a device last said of the readings that wait in it. Ingestion writes it.</summary>
internal sealed class OutboxRow : ISiteOwned
{
    public Guid OrganisationId { get; init; }
    public Guid DeviceId { get; init; }
    public Guid SiteId { get; init; }
    public DateTimeOffset HeardAt { get; init; }

    /// <summary>Readings.</summary>
    public long Pending { get; init; }
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Since when it holds back readings older than half an hour without a break in between; <see langword="null"/> when it does not.</summary>
    public DateTimeOffset? BehindSince { get; init; }
}
