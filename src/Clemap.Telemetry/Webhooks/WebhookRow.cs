using Clemap.Platform.Database;
using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.Webhooks;

/// <summary>An address of the organisation's own that hears of its alarms.</summary>
internal sealed class WebhookRow : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid Id { get; init; }
    public string Url { get; set; } = "";

    /// <summary>Of <see cref="AlarmKind"/>.</summary>
    public string[] Kinds { get; set; } = [];
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Protected with the keys of the server: it must be read to sign.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The one before, with which deliveries are signed too until <see cref="EarlierUntil"/>.</summary>
    public string? EarlierSecret { get; set; }
    public DateTimeOffset? EarlierUntil { get; set; }

    /// <summary>First failure since the last success.</summary>
    public DateTimeOffset? FailingSince { get; set; }
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>One of <see cref="PausedBecause"/>.</summary>
    public string? PausedReason { get; set; }
}

/// <summary>Why a webhook hears nothing.</summary>
public static class PausedBecause
{
    /// <summary>Somebody wants it so.</summary>
    public const string Asked = "asked";

    /// <summary>Nothing could be delivered for a day.</summary>
    public const string Failing = "failing";
}
