using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Devices;

/// <summary>The organisation's devices, their state, and the steps that they can take.</summary>
public sealed partial class DevicesPage : ComponentBase
{
    private IReadOnlyList<DeviceView>? _devices;
    private Guid? _retiring;
    private string _told = "";
    private bool _failed;
    private bool _busy;
    private bool _mayManage;

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        _mayManage = Permission.Allows(await Scope.PersonAsync(), Permission.ManageDevices);
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

    private async Task StepAsync(DeviceView device, DeviceAction action)
    {
        _busy = true;
        try
        {
            var step = await Scope.RunAsync(
                Permission.ManageDevices, (services, token) => services.GetRequiredService<IDevices>().ChangeAsync(device.Id, action, token), CancellationToken.None);
            _failed = step != DeviceStep.Done;
            _told = _failed ? Text["Changed", device.Serial] : Text["Done." + action, device.Serial];
            _retiring = null;
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private string Seen(DeviceView device) => device.LastSeenAt is { } at
        ? Text["Seen", SwissFormat.DateAndTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"))]
        : Text[device.IsEnrolled ? "NeverSeen" : "NotEnrolled"];
}
