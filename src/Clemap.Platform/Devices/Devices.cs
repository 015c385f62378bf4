using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Devices;

internal sealed class Devices(PlatformContext database, DeviceCache cache, AuditTrail audit, TimeProvider time) : IDevices
{
    public async Task<IReadOnlyList<DeviceView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from device in database.Devices
            join site in database.Sites on device.SiteId equals site.Id
            orderby device.State == DeviceState.Retired, site.Name, device.Serial
            select new
            {
                device.Id,
                device.Serial,
                device.OrderNumber,
                device.SiteId,
                SiteName = site.Name,
                device.State,
                IsEnrolled = device.PublicKey != null,
                device.LastSeenAt,
                device.TransferUntil,
            }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new DeviceView(
            row.Id, row.Serial, row.OrderNumber, OrderNumber.RatedCurrentA(row.OrderNumber), row.SiteId, row.SiteName, row.State.ToString(), row.IsEnrolled, row.LastSeenAt,
            [.. Enum.GetValues<DeviceAction>().Where(action => DeviceTransitions.After(row.State, action, isCommissioned: false) is not null)],
            row.TransferUntil > time.GetUtcNow() ? row.TransferUntil : null));
    }

    public async Task<DeviceStep> ChangeAsync(Guid deviceId, DeviceAction action, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // The lock makes two steps at once follow each other: the second one starts from where the first ended.
        var device = await database.Devices.FromSql($"select * from platform.devices where id = {deviceId} for no key update").SingleOrDefaultAsync(cancellationToken);
        if (device is null)
            return DeviceStep.NotFound;
        var isCommissioned = await database.SiteModels.AnyAsync(model => model.DeviceId == deviceId, cancellationToken);
        if (DeviceTransitions.After(device.State, action, isCommissioned) is not { } next)
            return DeviceStep.WrongState;

        audit.Add(device.OrganisationId, Word(action), deviceId, State(device.State), State(next));
        device.State = next;
        if (next == DeviceState.Retired)
            (device.TransferCodeHash, device.TransferUntil) = (null, null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Clear();
        return DeviceStep.Done;
    }

    private static string Word(DeviceAction action) => action switch
    {
        DeviceAction.Suspend => AuditAction.DeviceSuspended,
        DeviceAction.Resume => AuditAction.DeviceReleased,
        DeviceAction.Retire => AuditAction.DeviceRetired,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "There is no such action."),
    };

    private static string State(DeviceState state) => JsonSerializer.Serialize(new Dictionary<string, string> { ["state"] = state.ToString() });
}
