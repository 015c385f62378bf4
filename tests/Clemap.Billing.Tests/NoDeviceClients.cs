using Clemap.Platform.Devices;

namespace Clemap.Billing.Tests;

/// <summary>No device enrols in these tests: they call with a header.</summary>
internal sealed class NoDeviceClients : IDeviceClients
{
    public Task RegisterAsync(Guid deviceId, string publicKeyJson, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RegisterAsync(Guid deviceId, string oldKeyJson, string newKeyJson, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> KeysAsync(Guid deviceId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
