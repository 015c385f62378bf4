using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Claims;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Devices;

/// <summary>For somebody who stands before a new device with a phone: site, serial number, one-time code.</summary>
public sealed partial class ClaimPage : ComponentBase
{
    private IReadOnlyList<SiteSummary>? _free;
    private DeviceClaim? _claimed;
    private Guid _site;
    private string _siteName = "";
    private string _serial = "";
    private string _code = "";
    private string? _problem;
    private bool _busy;

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var sites = await Scope.RunAsync(Permission.ClaimDevices, (services, token) => services.GetRequiredService<ISiteDirectory>().ListAsync(token), CancellationToken.None);
        var devices = await Scope.RunAsync(Permission.ClaimDevices, (services, token) => services.GetRequiredService<IDevices>().ListAsync(token), CancellationToken.None);
        var taken = devices.Where(device => device.State != "Retired").Select(device => device.SiteId).ToHashSet();
        _free = [.. sites.Where(site => !taken.Contains(site.Id))];
        if (_free is [var only])
            _site = only.Id;
    }

    /// <summary>The text of the QR code fills both fields, whichever it was pasted into.</summary>
    private void Typed(ChangeEventArgs change, bool isCode)
    {
        var text = change.Value as string ?? "";
        if (DeviceLabel.Read(text) is var (serial, code))
            (_serial, _code) = (serial, code);
        else if (isCode)
            _code = text;
        else
            _serial = text;
    }

    private async Task ClaimAsync()
    {
        if (_site == Guid.Empty)
        {
            _problem = Text["ChooseFirst"];
            return;
        }

        (_busy, _problem) = (true, null);
        try
        {
            var claim = await Scope.RunAsync(
                Permission.ClaimDevices, (services, token) => services.GetRequiredService<IDeviceClaims>().ClaimAsync(_site, _serial, _code, token), CancellationToken.None);
            if (claim.Outcome == DeviceClaimOutcome.Claimed)
            {
                _siteName = _free!.First(site => site.Id == _site).Name;
                _claimed = claim;
                return;
            }

            _problem = claim.Outcome == DeviceClaimOutcome.TooMany
                ? Text["TooMany", SwissFormat.Count((int)Math.Ceiling(claim.Wait!.Value.TotalMinutes))]
                : Text["Problem." + claim.Outcome];
            if (claim.Outcome is DeviceClaimOutcome.SiteTaken or DeviceClaimOutcome.SiteNotFound)
                await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
