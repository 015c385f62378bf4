using System.Runtime.CompilerServices;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.DesiredState;

/// <summary>What one device's stream carries: the newest desired state, again at each change, and a sign of life in between.</summary>
internal sealed class DesiredStateFeed(IServiceProvider services, ISiteChanges changes, IDeviceDirectory devices, TimeProvider time)
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Yields <see langword="null"/> as a sign of life. Every heartbeat also looks into the database, so that even a lost signal delays a version by no more
    /// than that. Ends with the token or when the device may no longer act.
    /// </summary>
    /// <param name="lastVersion">That the device has; 0 for none.</param>
    public async IAsyncEnumerable<DesiredStateDocument?> StreamAsync(
        DeviceIdentity device, long lastVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var signals = changes.SubscribeAsync(device.SiteId, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        var signal = signals.MoveNextAsync().AsTask();
        try
        {
            yield return null;
            while (!cancellationToken.IsCancellationRequested && await devices.FindAsync(device.DeviceId, cancellationToken) is { Active: true })
            {
                var newest = await NewestAsync(device, cancellationToken);
                if (newest.Version != lastVersion && newest.Version > 0)
                {
                    lastVersion = newest.Version;
                    yield return newest;
                }

                var pulse = Task.Delay(Heartbeat, time, stop.Token);
                while (await Task.WhenAny(signal, pulse) == signal && await signal)
                {
                    var kind = signals.Current.Kind;
                    signal = signals.MoveNextAsync().AsTask();
                    if (kind == SiteChangeKind.Desired)
                        break;
                }

                if (pulse.IsCompletedSuccessfully)
                    yield return null;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await signal;
        }
    }

    private async Task<DesiredStateDocument> NewestAsync(DeviceIdentity device, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(device.OrganisationId, device.DeviceId);
        return await scope.ServiceProvider.GetRequiredService<DesiredStates>().NewestAsync(device.DeviceId, cancellationToken);
    }
}
