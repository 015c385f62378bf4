namespace Clemap.Platform.Devices;

/// <summary>Devices across organisations, for the few places that must know one before they know its organisation.</summary>
public interface IDeviceDirectory
{
    /// <summary>By id; cached for at most 30 s, so that a suspended device is refused within a minute.</summary>
    Task<DeviceIdentity?> FindAsync(Guid deviceId, CancellationToken cancellationToken);

    /// <summary>Takes the one-time code of a claimed device and stores its public key (JWK as JSON). A wrong or used code gives <see langword="null"/>.</summary>
    Task<DeviceIdentity?> EnrolAsync(string serial, string oneTimeCode, string publicKeyJson, CancellationToken cancellationToken);

    /// <summary>Enrols a device by its key: that of the factory, or the one that it is known by. The caller has proof that the device holds its private half.</summary>
    /// <returns><see langword="null"/> when no active device of this serial number has this key.</returns>
    Task<DeviceIdentity?> EnrolByKeyAsync(string serial, string publicKeyJson, CancellationToken cancellationToken);

    /// <summary>The meters and stations of the device's site model; cached for at most 30 s. Ingestion refuses what is not among them.</summary>
    Task<IReadOnlySet<Guid>> SourcesAsync(Guid organisationId, Guid deviceId, CancellationToken cancellationToken);
}

/// <param name="Active">False when suspended or retired.</param>
/// <param name="PublicKeyJson">JWK; <see langword="null"/> before enrolment.</param>
/// <param name="HistoryFrom">What was measured before belongs to whoever had the device then, and is not taken; <see langword="null"/> when nobody had.</param>
public sealed record DeviceIdentity(Guid DeviceId, Guid OrganisationId, Guid SiteId, string Serial, bool Active, string? PublicKeyJson, DateTimeOffset? HistoryFrom = null);
