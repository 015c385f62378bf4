using System.Globalization;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Devices.Transfers;

internal sealed class DeviceTransfers(PlatformContext database, AuditTrail audit, TimeProvider time) : IDeviceTransfers
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public async Task<(DeviceStep Step, TransferOffer? Offer)> OfferAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(deviceId, cancellationToken) is not { } device)
            return (DeviceStep.NotFound, null);
        if (device.State is not (DeviceState.Claimed or DeviceState.Commissioned))
            return (DeviceStep.WrongState, null);

        var code = OneTimeCode.Make();
        var before = device.TransferUntil;
        (device.TransferCodeHash, device.TransferUntil) = (OneTimeCode.Hash(device.Serial, code), time.GetUtcNow() + Lifetime);
        audit.Add(device.OrganisationId, AuditAction.DeviceTransferOffered, deviceId, Until(before), Until(device.TransferUntil));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (DeviceStep.Done, new(device.Serial, OneTimeCode.Grouped(code), device.TransferUntil.Value));
    }

    public async Task<DeviceStep> WithdrawAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(deviceId, cancellationToken) is not { } device)
            return DeviceStep.NotFound;
        if (device.TransferCodeHash is null)
            return DeviceStep.WrongState;
        audit.Add(device.OrganisationId, AuditAction.DeviceTransferWithdrawn, deviceId, Until(device.TransferUntil), null);
        (device.TransferCodeHash, device.TransferUntil) = (null, null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return DeviceStep.Done;
    }

    // A claim locks the row too: an offer is withdrawn before it, or not any more.
    private Task<Device?> LockAsync(Guid deviceId, CancellationToken cancellationToken) =>
        database.Devices.FromSql($"select * from platform.devices where id = {deviceId} for no key update").SingleOrDefaultAsync(cancellationToken);

    private static string? Until(DateTimeOffset? until) => until is { } at
        ? JsonSerializer.Serialize(new Dictionary<string, string> { ["until"] = at.ToString("O", CultureInfo.InvariantCulture) })
        : null;
}
