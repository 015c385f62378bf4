using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Devices;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Sites;

/// <summary>Takes in what devices say was commissioned. A model that is already known changes nothing.</summary>
internal sealed class SiteModels(PlatformContext database, AuditTrail audit, TimeProvider time)
{
    /// <returns><see langword="null"/> when stored, else why not.</returns>
    public async Task<BrokenRule?> StoreAsync(DeviceIdentity device, SiteModel model, CancellationToken cancellationToken)
    {
        if (SiteModelRules.Check(model) is { } broken)
            return broken;
        var now = time.GetUtcNow();
        var json = Json(model);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Devices
            .Where(row => row.Id == device.DeviceId && (row.State == DeviceState.Claimed || row.State == DeviceState.Commissioned))
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, DeviceState.Commissioned).SetProperty(row => row.LastSeenAt, now), cancellationToken);
        var row = await database.SiteModels.SingleOrDefaultAsync(row => row.DeviceId == device.DeviceId, cancellationToken);
        var before = row is null ? null : Json(JsonSerializer.Deserialize(row.Document, ContractsJson.Default.SiteModel)!);
        if (before != json)
        {
            if (row is null)
                database.SiteModels.Add(new() { OrganisationId = device.OrganisationId, DeviceId = device.DeviceId, Document = json, ReportedAt = now });
            else
                (row.Document, row.ReportedAt) = (json, now);
            audit.Add(device.OrganisationId, AuditAction.SiteModelReported, device.DeviceId, before, json);
            await database.SaveChangesAsync(cancellationToken);
            await SiteSignals.SendAsync(database, device.SiteId, SiteChangeKind.Model, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static string Json(SiteModel model) => JsonSerializer.Serialize(model, ContractsJson.Default.SiteModel);
}
