using System.Text.Json;
using Clemap.Contracts;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Devices;

internal sealed class DeviceWatch(PlatformContext database) : IDeviceWatch
{
    public async Task<IReadOnlyList<WatchedDevice>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from device in database.Devices.AsNoTracking()
            where device.State == DeviceState.Claimed || device.State == DeviceState.Commissioned
            from model in database.SiteModels.Where(model => model.DeviceId == device.Id).DefaultIfEmpty()
            from report in database.ReportedStates.Where(report => report.DeviceId == device.Id).DefaultIfEmpty()
            select new
            {
                device.Id,
                device.SiteId,
                device.Serial,
                device.LastSeenAt,
                Model = model!.Document,
                Report = report!.Document,
                ReportedAt = (DateTimeOffset?)report!.ReportedAt,
            }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new WatchedDevice(
            row.Id,
            row.SiteId,
            row.Serial,
            row.LastSeenAt,
            row.Model is null ? null : JsonSerializer.Deserialize(row.Model, ContractsJson.Default.SiteModel),
            row.ReportedAt,
            row.Report is null ? null : JsonSerializer.Deserialize(row.Report, ContractsJson.Default.ReportedState)!.ClockOffsetS));
    }
}
