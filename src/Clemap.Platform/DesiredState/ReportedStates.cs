using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Devices;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState;

/// <summary>Takes in what devices say is in force. Only news is signalled and, when it answers a wish, audited.</summary>
internal sealed class ReportedStates(PlatformContext database, AuditTrail audit, TimeProvider time)
{
    public async Task StoreAsync(DeviceIdentity device, ReportedState report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Devices.Where(row => row.Id == device.DeviceId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, now), cancellationToken);
        var row = await database.ReportedStates.SingleOrDefaultAsync(row => row.DeviceId == device.DeviceId, cancellationToken);
        var before = row is null ? null : JsonSerializer.Deserialize(row.Document, ContractsJson.Default.ReportedState);
        var json = Json(report);
        if (row is null)
            database.ReportedStates.Add(new() { OrganisationId = device.OrganisationId, DeviceId = device.DeviceId, Document = json, ReportedAt = now });
        else
            (row.Document, row.ReportedAt) = (json, now);
        if (before?.Version != report.Version || before.Refused != report.Refused)
        {
            audit.Add(device.OrganisationId, report.Refused is null ? AuditAction.DesiredStateInForce : AuditAction.DesiredStateRefused, device.DeviceId, row is null ? null : Json(before!), json);
            await RolloutStandings.HearAsync(database, device.DeviceId, report, now, cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        if (before is null || Json(before) != json)
            await SiteSignals.SendAsync(database, device.SiteId, SiteChangeKind.Reported, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string Json(ReportedState report) => JsonSerializer.Serialize(report, ContractsJson.Default.ReportedState);
}
