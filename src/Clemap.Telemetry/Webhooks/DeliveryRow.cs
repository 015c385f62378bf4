using Clemap.Platform.Database;

namespace Clemap.Telemetry.Webhooks;

/// <summary>One message to one webhook, queued in the transaction of what it tells.</summary>
internal sealed class DeliveryRow : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid Id { get; init; }

    /// <summary>In order of queueing.</summary>
    public long Number { get; init; }
    public Guid WebhookId { get; init; }

    /// <summary>One of <see cref="DeliveryType"/>.</summary>
    public string Type { get; init; } = "";

    /// <summary><see langword="null"/> for a test.</summary>
    public Guid? AlarmId { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Since when it is tried; it is given up a day later.</summary>
    public DateTimeOffset QueuedAt { get; set; }

    /// <summary>When it is tried next. Who takes it up moves this on first, so that no other does, and another does if it ends.</summary>
    public DateTimeOffset DueAt { get; set; }
    public int Attempts { get; set; }
    public DeliveryState State { get; set; }

    /// <summary>HTTP status of the last attempt; <see langword="null"/> when there was no answer.</summary>
    public int? Status { get; set; }

    /// <summary>One of <see cref="DeliveryError"/>.</summary>
    public string? Error { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
}

/// <summary>What a message tells. A word is never renamed.</summary>
public static class DeliveryType
{
    public const string AlarmRaised = "alarm.raised";
    public const string AlarmCleared = "alarm.cleared";
    public const string Test = "test";
}

/// <summary>Why an attempt failed.</summary>
public static class DeliveryError
{
    /// <summary>An answer that is not 2xx; a redirect too, none is followed.</summary>
    public const string Status = "status";

    /// <summary>The address is of this machine or of a private network.</summary>
    public const string PrivateAddress = "private-address";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>No connection, or it broke; the name is unknown; the certificate is not valid.</summary>
    public const string Connection = "connection";

    /// <summary>The keys of the server that the secret is read with are gone: the webhook needs a new secret.</summary>
    public const string Secret = "secret";
}
