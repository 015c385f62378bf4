using Clemap.Platform.Devices;

namespace Clemap.Portal.Tests;

internal sealed class DevicesWorld : IDevices
{
    public List<DeviceView> Devices { get; } = [];

    public List<(Guid Device, DeviceAction Action)> Steps { get; } = [];

    public DeviceStep Answer { get; set; } = DeviceStep.Done;

    public Task<IReadOnlyList<DeviceView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeviceView>>([.. Devices]);

    public Task<DeviceStep> ChangeAsync(Guid deviceId, DeviceAction action, CancellationToken cancellationToken)
    {
        Steps.Add((deviceId, action));
        return Task.FromResult(Answer);
    }
}
