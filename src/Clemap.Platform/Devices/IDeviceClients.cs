namespace Clemap.Platform.Devices;

/// <summary>Where enrolled devices become clients that can ask for tokens. Implemented by the identity module.</summary>
public interface IDeviceClients
{
    /// <summary>Registers the device with its public key, or replaces all its keys by this one when it is registered already.</summary>
    /// <param name="deviceId">Becomes the <c>client_id</c>.</param>
    /// <param name="publicKeyJson">JWK, public part only.</param>
    Task RegisterAsync(Guid deviceId, string publicKeyJson, CancellationToken cancellationToken);

    /// <summary>The keys by which the device is known, as JWK: one, or two while it changes; none when it is not registered.</summary>
    Task<IReadOnlyList<string>> KeysAsync(Guid deviceId, CancellationToken cancellationToken);

    /// <summary>Makes the device known by both keys and by no other.</summary>
    Task RegisterAsync(Guid deviceId, string oldKeyJson, string newKeyJson, CancellationToken cancellationToken);
}
