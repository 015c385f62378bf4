using Clemap.Platform.Database;

namespace Clemap.Telemetry.Alarms;

/// <summary>A row of <c>telemetry.alarm</c>. Of one kind and subject at most one is open.</summary>
internal sealed class AlarmRow : ISiteOwned
{
    public Guid OrganisationId { get; init; }

    /// <summary>Of version 7: in order of <see cref="RaisedAt"/>.</summary>
    public Guid Id { get; init; }
    public Guid SiteId { get; init; }
    public Guid DeviceId { get; init; }

    /// <summary>One of <see cref="AlarmKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Device, circuit, meter or station.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>What the subject was called: the serial number of a device, else its name on the board.</summary>
    public string Element { get; init; } = "";

    /// <summary>1 to 3; <see langword="null"/> when it is about no single phase.</summary>
    public short? Phase { get; init; }

    /// <summary>As measured when it was raised; see <see cref="AlarmView.Value"/>.</summary>
    public double? Value { get; init; }
    public double? Bound { get; init; }

    /// <summary>Since when it was so.</summary>
    public DateTimeOffset Since { get; init; }
    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>Since when it is over; the alarm is cleared when it has stayed over for a while.</summary>
    public DateTimeOffset? CalmSince { get; init; }
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>One of <see cref="ClearedBecause"/>.</summary>
    public string? ClearedBecause { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public Guid? AcknowledgedBy { get; set; }
    public string? Note { get; set; }
}
