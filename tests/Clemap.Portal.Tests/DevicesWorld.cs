using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Claims;
using Clemap.Platform.Devices.Transfers;

namespace Clemap.Portal.Tests;

internal sealed class DevicesWorld : IDevices, IDeviceClaims, IDeviceTransfers
{
    public List<DeviceView> Devices { get; } = [];

    public List<(Guid Device, DeviceAction Action)> Steps { get; } = [];

    public List<(Guid Site, string Serial, string Code)> Claims { get; } = [];

    public DeviceStep Answer { get; set; } = DeviceStep.Done;

    public DeviceClaim Claim { get; set; } = new(DeviceClaimOutcome.Refused);

    public Task<IReadOnlyList<DeviceView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeviceView>>([.. Devices]);

    public Task<DeviceStep> ChangeAsync(Guid deviceId, DeviceAction action, CancellationToken cancellationToken)
    {
        Steps.Add((deviceId, action));
        return Task.FromResult(Answer);
    }

    public Task<DeviceClaim> ClaimAsync(Guid siteId, string serial, string code, CancellationToken cancellationToken)
    {
        Claims.Add((siteId, serial, code));
        return Task.FromResult(Claim);
    }

    public Task<(DeviceStep Step, TransferOffer? Offer)> OfferAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        Devices[0] = Devices[0] with { TransferUntil = World.Now.AddDays(14) };
        return Task.FromResult((Answer, Answer == DeviceStep.Done ? new TransferOffer(Devices[0].Serial, "AAAAA-BBBBB-CCCCC-DDDDD", World.Now.AddDays(14)) : null));
    }

    public Task<DeviceStep> WithdrawAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        Devices[0] = Devices[0] with { TransferUntil = null };
        return Task.FromResult(Answer);
    }
}
