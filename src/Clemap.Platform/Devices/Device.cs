using Clemap.Platform.Database;

namespace Clemap.Platform.Devices;

internal sealed class Device : ISiteOwned
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

    /// <summary>JWK of the only key that it may enrol with; <see langword="null"/> when the factory named none.</summary>
    public string? FactoryKey { get; init; }

    /// <summary><see langword="null"/> when staff set it up.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>What was measured before belongs to whoever had the device then; <see langword="null"/> when nobody had.</summary>
    public DateTimeOffset? HistoryFrom { get; init; }

    /// <summary>Hash of the code with which another organisation may claim it; see <see cref="OneTimeCode"/>.</summary>
    public byte[]? TransferCodeHash { get; set; }

    /// <summary>For as long.</summary>
    public DateTimeOffset? TransferUntil { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }
}
