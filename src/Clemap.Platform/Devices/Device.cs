using Clemap.Platform.Database;

namespace Clemap.Platform.Devices;

internal sealed class Device : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid SiteId { get; init; }
    public required string Serial { get; init; }
    public required string OrderNumber { get; init; }
    public required DeviceState State { get; set; }

    /// <summary>See <see cref="OneTimeCode"/>.</summary>
    public required byte[] OneTimeCodeHash { get; set; }

    /// <summary>JWK; <see langword="null"/> before enrolment.</summary>
    public string? PublicKey { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }
}
