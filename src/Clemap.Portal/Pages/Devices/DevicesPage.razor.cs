using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Transfers;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Devices;

/// <summary>The organisation's devices, their state, and the steps that they can take.</summary>
public sealed partial class DevicesPage : ComponentBase
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private IReadOnlyList<DeviceView>? _devices;
    private TransferOffer? _offer;
    private Guid? _offered;
    private Guid? _retiring;
    private string _told = "";
    private bool _failed;
    private bool _busy;
    private SiteReach _manages = SiteReach.None;
    private bool _mayClaim;

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        var person = await Scope.PersonAsync();
        (_manages, _mayClaim) = (Permission.ReachOf(person, Permission.ManageDevices), Permission.Allows(person, Permission.ClaimDevices));
        await ReadAsync();
    }

    private async Task ReadAsync() => _devices = await Scope.RunAsync(
        Permission.ViewSites, (services, token) => services.GetRequiredService<IDevices>().ListAsync(token), CancellationToken.None);

    private Task AskAsync(DeviceView device, DeviceAction action)
    {
        if (action != DeviceAction.Retire)
            return StepAsync(device, action);
        _retiring = device.Id; // there is no way back: asked before
        return Task.CompletedTask;
    }

    private Task StepAsync(DeviceView device, DeviceAction action) => BusyAsync(device, async () =>
    {
        var step = await Scope.RunAsync(
            Permission.ManageDevices, (services, token) => services.GetRequiredService<IDevices>().ChangeAsync(device.Id, action, token), CancellationToken.None);
        return step == DeviceStep.Done ? Text["Done." + action, device.Serial].Value : null;
    });

    private Task OfferAsync(DeviceView device) => BusyAsync(device, async () =>
    {
        var (_, offer) = await Scope.RunAsync(
            Permission.ManageDevices, (services, token) => services.GetRequiredService<IDeviceTransfers>().OfferAsync(device.Id, token), CancellationToken.None);
        (_offer, _offered) = (offer, device.Id);
        return offer is null ? null : "";
    });

    private Task WithdrawAsync(DeviceView device) => BusyAsync(device, async () =>
    {
        var step = await Scope.RunAsync(
            Permission.ManageDevices, (services, token) => services.GetRequiredService<IDeviceTransfers>().WithdrawAsync(device.Id, token), CancellationToken.None);
        return step == DeviceStep.Done ? Text["Withdrawn", device.Serial].Value : null;
    });

    /// <param name="work">What to say; <see langword="null"/> when the device has changed meanwhile.</param>
    private async Task BusyAsync(DeviceView device, Func<Task<string?>> work)
    {
        (_busy, _offer, _retiring) = (true, null, null);
        try
        {
            var told = await work();
            (_failed, _told) = (told is null, told ?? Text["Changed", device.Serial]);
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private string Seen(DeviceView device) => device.LastSeenAt is { } at
        ? Text["Seen", SwissFormat.DateAndTime(at, Zone)]
        : Text[device.IsEnrolled ? "NeverSeen" : "NotEnrolled"];
}
