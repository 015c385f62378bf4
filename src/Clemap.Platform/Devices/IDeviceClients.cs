namespace Clemap.Platform.Devices;

/// <summary>Where enrolled devices become clients that can ask for tokens. Implemented by the identity module.</summary>
public interface IDeviceClients
{
    /// <summary>Registers the device with its public key, or replaces the key when it is registered already.</summary>
    /// <param name="deviceId">Becomes the <c>client_id</c>.</param>
    /// <param name="publicKeyJson">JWK, public part only.</param>
    Task RegisterAsync(Guid deviceId, string publicKeyJson, CancellationToken cancellationToken);
}
