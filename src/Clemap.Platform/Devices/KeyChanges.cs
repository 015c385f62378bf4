using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Platform.Devices;

internal enum KeyChangeResult
{
    Done,
    NotVouchedFor,
    IdTaken,
}

/// <summary>
/// A device changes its key in two steps, each vouched for by a signature, since a token alone could be a stolen one: the old key adds the new one, and
/// the new one, once it works, makes itself the only one. Until then either lets the device in. A step that is repeated changes nothing.
/// </summary>
internal sealed class KeyChanges(PlatformContext database, IDeviceClients clients, DeviceCache cache, AuditTrail audit)
{
    public async Task<KeyChangeResult> ApplyAsync(DeviceIdentity device, KeyChange change, CancellationToken cancellationToken)
    {
        var known = (await clients.KeysAsync(device.DeviceId, cancellationToken)).Select(Read).ToList();
        if (known.Find(key => key.KeyId == change.SignedBy) is not { } signer || !KeySignature.Fits(change.SignedBytes(device.DeviceId), change.Signature, signer))
            return KeyChangeResult.NotVouchedFor;
        if (known.Exists(key => key.KeyId == change.PublicKey.KeyId && key != change.PublicKey))
            return KeyChangeResult.IdTaken;

        if (signer == change.PublicKey)
            await MakeOnlyAsync(device, signer, known, cancellationToken);
        else if (!known.Contains(change.PublicKey))
            await AddAsync(device, signer, change.PublicKey, cancellationToken);
        return KeyChangeResult.Done;
    }

    private async Task AddAsync(DeviceIdentity device, EllipticCurveKey old, EllipticCurveKey added, CancellationToken cancellationToken)
    {
        await clients.RegisterAsync(device.DeviceId, Write(old), Write(added), cancellationToken);
        audit.Add(device.OrganisationId, AuditAction.DeviceKeyAdded, device.DeviceId, Write(old), Write(added));
        await database.SaveChangesAsync(cancellationToken);
    }

    private async Task MakeOnlyAsync(DeviceIdentity device, EllipticCurveKey key, List<EllipticCurveKey> known, CancellationToken cancellationToken)
    {
        var before = await database.Devices.Where(row => row.Id == device.DeviceId).Select(row => row.PublicKey).SingleOrDefaultAsync(cancellationToken);
        if (known.Count == 1 && before is not null && Read(before) == key)
            return;
        await clients.RegisterAsync(device.DeviceId, Write(key), cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Devices.Where(row => row.Id == device.DeviceId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PublicKey, Write(key)), cancellationToken);
        // Should the device go to another organisation one day, it still has only its newest key.
        await database.Database.ExecuteSqlAsync(
            $"select platform.follow_key({device.DeviceId}, {Json(before)}, {Json(Write(key))})", cancellationToken);
        audit.Add(device.OrganisationId, AuditAction.DeviceKeyChanged, device.DeviceId, before, Write(key));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Clear();
    }

    private static NpgsqlParameter Json(string? document) => new() { Value = (object?)document ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static EllipticCurveKey Read(string json) => JsonSerializer.Deserialize(json, ContractsJson.Default.EllipticCurveKey)!;

    private static string Write(EllipticCurveKey key) => JsonSerializer.Serialize(key, ContractsJson.Default.EllipticCurveKey);
}
