using Clemap.Platform.Database;

namespace Clemap.Platform.Invitations;

internal sealed class InvitationRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>As typed; compared without case.</summary>
    public required string Email { get; init; }

    public required string Role { get; init; }

    /// <summary>Where the role will hold; empty for the whole organisation.</summary>
    public List<Guid> SiteIds { get; init; } = [];

    /// <summary>Of the letter: de, fr, it or en.</summary>
    public required string Language { get; init; }

    public required Guid? InvitedBy { get; init; }
    public required DateTimeOffset InvitedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>SHA-256 of the secret in the newest letter; the secret itself is in the letter only.</summary>
    public byte[]? SecretHash { get; set; }

    /// <summary>When the newest letter was handed over; <see langword="null"/> while none was.</summary>
    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }
    public Guid? AcceptedBy { get; set; }
    public DateTimeOffset? WithdrawnAt { get; set; }
}
