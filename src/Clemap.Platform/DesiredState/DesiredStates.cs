using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState;

internal sealed class DesiredStates(PlatformContext database, IOrganisationContext organisation, AuditTrail audit, TimeProvider time) : IDesiredStates
{
    public async Task<DesiredStateResult> ChangeAsync(Guid siteId, DesiredStateChange change, CancellationToken cancellationToken)
    {
        if (!await database.Sites.AnyAsync(site => site.Id == siteId, cancellationToken))
            return new(null, DesiredStateProblem.NotFound);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockDeviceAsync(siteId, cancellationToken) is not { } device)
            return Invalid(new("no-device", "", "No device stands at this site."));
        var current = await NewestAsync(device.Id, cancellationToken);
        if (change.ExpectedVersion is { } expected && expected != current.Version)
            return new(null, DesiredStateProblem.VersionConflict, "version-conflict", "expectedVersion", $"The newest version is {current.Version}.");
        if (await ModelAsync(device.Id, cancellationToken) is not { } model)
            return Invalid(new("no-site-model", "", "The device has not reported yet what is commissioned at this site."));
        if (ChangeRules.Check(model, change) is { } broken)
            return Invalid(broken);

        var next = current.Next(change);
        var json = Documents.Write(next);
        database.DesiredStates.Add(new()
        {
            OrganisationId = device.OrganisationId,
            DeviceId = device.Id,
            Version = next.Version,
            Document = json,
            CreatedBy = organisation.ActorId,
            CreatedAt = time.GetUtcNow(),
        });
        audit.Add(device.OrganisationId, AuditAction.DesiredStateChanged, device.Id, current.Version == 0 ? null : Documents.Write(current), json);
        await database.SaveChangesAsync(cancellationToken);
        await SiteSignals.SendAsync(database, siteId, SiteChangeKind.Desired, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(next);
    }

    /// <summary>Version 0 when nothing was ever wanted.</summary>
    public async Task<DesiredStateDocument> NewestAsync(Guid deviceId, CancellationToken cancellationToken) => Documents.ReadDesired(
        await database.DesiredStates.Where(version => version.DeviceId == deviceId)
            .OrderByDescending(version => version.Version).Select(version => version.Document).FirstOrDefaultAsync(cancellationToken));

    // The lock makes two changes at once follow each other, so that the second is checked against the first's version.
    private Task<Device?> LockDeviceAsync(Guid siteId, CancellationToken cancellationToken) => database.Devices
        .FromSql($"select * from platform.devices where site_id = {siteId} and state <> 'Retired' for no key update")
        .AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    private async Task<SiteModel?> ModelAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        var json = await database.SiteModels.Where(model => model.DeviceId == deviceId).Select(model => model.Document).SingleOrDefaultAsync(cancellationToken);
        return json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.SiteModel);
    }

    private static DesiredStateResult Invalid(BrokenRule broken) =>
        new(null, DesiredStateProblem.Invalid, broken.Code, broken.Field, broken.Message);
}
