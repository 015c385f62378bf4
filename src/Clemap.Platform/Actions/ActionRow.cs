using Clemap.Platform.Database;

namespace Clemap.Platform.Actions;

/// <summary>One action and what is known of it. What was ordered never changes; times are set once.</summary>
internal sealed class ActionRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid SiteId { get; init; }
    public required Guid DeviceId { get; init; }
    public required Guid StationId { get; init; }

    /// <summary>Of <see cref="Contracts.Actions.ActionKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Forgotten when the action ends.</summary>
    public string? Card { get; set; }
    public string? Text { get; init; }

    /// <summary>With which the caller that ordered it can ask again without ordering another; unique among those of the caller.</summary>
    public string? RequestKey { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required Guid? IssuedBy { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was first given to the device's stream; it may have got lost there.</summary>
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary><see cref="ActionState.Done"/>, <see cref="ActionState.Failed"/>, <see cref="ActionState.Expired"/> or <see cref="ActionState.Unknown"/> as the device said; set with <see cref="EndedAt"/>.</summary>
    public string? Outcome { get; set; }
    public string? Code { get; set; }
    public string? Message { get; set; }
}
