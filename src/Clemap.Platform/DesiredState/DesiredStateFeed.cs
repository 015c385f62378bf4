using System.Globalization;
using System.Runtime.CompilerServices;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.DesiredState;

/// <summary>
/// What one device's stream carries: the newest desired state and the lists of what is open for it, each again at each change, and a sign of life in between.
/// </summary>
internal sealed class DesiredStateFeed(IServiceProvider services, SiteSignals signals, DeviceStandings standings, IDeviceDirectory devices, TimeProvider time)
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Yields <see langword="null"/> as a sign of life. Every heartbeat also has the database asked, so that even a lost signal delays a version by no more
    /// than that and <see cref="DeviceStandings.Gathering"/>. Ends with the token or when the device may no longer act.
    /// </summary>
    /// <param name="lastVersion">That the device has; 0 for none.</param>
    public async IAsyncEnumerable<DeviceEvent?> StreamAsync(
        DeviceIdentity device, long lastVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var wake = new StreamWake(Heartbeat, time, cancellationToken);
        signals.Add(device.SiteId, wake);
        try
        {
            yield return null;
            string? lastActions = null, lastCommands = null;
            while (!cancellationToken.IsCancellationRequested && await devices.FindAsync(device.DeviceId, cancellationToken) is { Active: true })
            {
                (DeviceWish? wish, bool nothingOpen) = await ReadAsync(device, lastVersion, lastActions, cancellationToken);
                if (wish.Version != lastVersion && wish.Version > 0)
                {
                    lastVersion = wish.Version;
                    yield return new("desired-state", wish.Desired!, wish.Version.ToString(CultureInfo.InvariantCulture));
                }

                // Before actions: one that cannot be taken in must not keep a load reduction from arriving.
                if (wish.GridCommandsJson != lastCommands)
                {
                    lastCommands = wish.GridCommandsJson;
                    yield return new("grid-commands", wish.GridCommandsJson);
                }

                if (wish.ActionsJson != lastActions)
                {
                    lastActions = wish.ActionsJson;
                    yield return new("actions", wish.ActionsJson);
                }

                wish = null; // is not to be kept while waiting
                while (true)
                {
                    if (await wake.NextAsync() is not { } woken || woken.Standing is { Active: false })
                        yield break;
                    if (woken.IsDue)
                    {
                        yield return null;
                        standings.Ask(device.DeviceId, wake);
                    }

                    // A device that has all, and for which nothing is or was open, needs no look of its own.
                    if (woken.IsChanged || woken.Standing is { } told && !(nothingOpen && told.Version == lastVersion && !told.HasActions && !told.HasGridCommands))
                        break;
                }
            }
        }
        finally
        {
            signals.Remove(device.SiteId, wake);
        }
    }

    private async Task<(DeviceWish Wish, bool NothingOpen)> ReadAsync(DeviceIdentity device, long lastVersion, string? lastActions, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(device.OrganisationId, device.DeviceId);
        var wishes = scope.ServiceProvider.GetRequiredService<DeviceWishes>();
        var wish = await wishes.ReadAsync(device, lastVersion, cancellationToken);
        if (wish.ActionsJson != lastActions)
            await wishes.MarkSentAsync(wish.Actions, cancellationToken);
        return (wish, wish.Actions.Actions.Count + wish.GridCommands.GridCommands.Count == 0);
    }
}

/// <summary>One server-sent event.</summary>
/// <param name="Data">JSON in one line.</param>
/// <param name="Id">Only of desired states, so that <c>Last-Event-ID</c> is a version; what has none is whole each time.</param>
internal sealed record DeviceEvent(string Name, string Data, string? Id = null);
