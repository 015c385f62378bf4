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
    /// <summary>Code of what is wanted already.</summary>
    public const string NothingToRestore = "nothing-to-restore";

    /// <summary>Code of a device that does not stand at the site any more.</summary>
    public const string DeviceReplaced = "device-replaced";

    private static readonly BrokenRule NoDevice = new("no-device", "", "No device stands at this site.");
    private static readonly BrokenRule OtherDevice = new(DeviceReplaced, "", "Another device stands at this site now, or none.");
    private static readonly BrokenRule NoModel = new("no-site-model", "", "The device has not reported yet what is commissioned at this site.");

    public Task<DesiredStateResult> ChangeAsync(Guid siteId, DesiredStateChange change, CancellationToken cancellationToken) =>
        ChangeAsync(siteId, change.ExpectedVersion, (site, _, current, model) => Task.FromResult(Next(site, current, model, change)), cancellationToken);

    /// <summary>Part of the caller's transaction: a change in words of the site's own model. What is wanted already makes no version.</summary>
    /// <returns>With the device and the version that was wanted of it before.</returns>
    public async Task<(DesiredStateResult Result, Guid DeviceId, long Before)> ChangeAsync(
        Guid siteId, Func<SiteModel, DesiredStateChange> changeAt, CancellationToken cancellationToken)
    {
        var (deviceId, before) = (Guid.Empty, 0L);
        var result = await ChangeAsync(
            siteId,
            null,
            (site, device, current, model) =>
            {
                (deviceId, before) = (device.Id, current.Version);
                var (next, broken) = Next(site, current, model, changeAt(model));
                return Task.FromResult((next is not null && Difference.Between(current, next).Count == 0 ? current : next, broken));
            },
            cancellationToken);
        return (result, deviceId, before);
    }

    /// <summary>What such a change would change, or why the site would not take it. Nothing is written.</summary>
    public async Task<(IReadOnlyList<DifferencePart> Difference, BrokenRule? Problem)> PreviewAsync(
        Guid siteId, Func<SiteModel, DesiredStateChange> changeAt, CancellationToken cancellationToken)
    {
        var found = await (
            from site in database.Sites.AsNoTracking()
            where site.Id == siteId
            from device in database.Devices.Where(device => device.SiteId == site.Id && device.State != DeviceState.Retired).DefaultIfEmpty()
            select new { Site = site, DeviceId = (Guid?)device!.Id }).SingleAsync(cancellationToken);
        if (found.DeviceId is not { } deviceId)
            return ([], NoDevice);
        if (await ModelAsync(deviceId, cancellationToken) is not { } model)
            return ([], NoModel);
        var current = await NewestAsync(deviceId, cancellationToken);
        var (next, broken) = Next(found.Site, current, model, changeAt(model));
        broken ??= ChangeRules.Check(model, current, next!, await FeaturesAsync(deviceId, cancellationToken));
        return broken is null ? (Difference.Between(current, next!), null) : ([], broken);
    }

    public Task<DesiredStateResult> RestoreAsync(Guid siteId, long version, long? expectedVersion, CancellationToken cancellationToken) =>
        RestoreAsync(siteId, null, version, expectedVersion, cancellationToken);

    /// <summary>The same, of this device only: another one has versions of its own.</summary>
    /// <param name="deviceId"><see langword="null"/> for whichever stands at the site.</param>
    public Task<DesiredStateResult> RestoreAsync(Guid siteId, Guid? deviceId, long version, long? expectedVersion, CancellationToken cancellationToken) => ChangeAsync(
        siteId,
        expectedVersion,
        async (site, device, current, model) =>
        {
            if (await OfVersionAsync(device.Id, version, cancellationToken) is not { } old)
                return (null, new BrokenRule("unknown-version", "version", $"There is no version {version}."));
            var next = (old.Within(model) with { Version = current.Version + 1 }).InZone(site.TimeZone);
            return Difference.Between(current, next).Count == 0
                ? (null, new BrokenRule(NothingToRestore, "version", $"What version {version} wanted is wanted now."))
                : (next, null);
        },
        cancellationToken,
        deviceId);

    /// <summary>Version 0 when nothing was ever wanted.</summary>
    public async Task<DesiredStateDocument> NewestAsync(Guid deviceId, CancellationToken cancellationToken) => Documents.ReadDesired(
        await database.DesiredStates.Where(version => version.DeviceId == deviceId)
            .OrderByDescending(version => version.Version).Select(version => version.Document).FirstOrDefaultAsync(cancellationToken));

    /// <summary>Part of the caller's transaction: the site's clock is another one, and windows go by it from now on.</summary>
    public async Task MoveToZoneAsync(Guid siteId, string timeZone, CancellationToken cancellationToken)
    {
        if (await LockDeviceAsync(siteId, cancellationToken) is not { } device)
            return;
        var current = await NewestAsync(device.Id, cancellationToken);
        var next = (current with { Version = current.Version + 1 }).InZone(timeZone);
        if (next.TimeZone != current.TimeZone)
            await AppendAsync(siteId, device, current, next, cancellationToken);
    }

    /// <param name="nextOf">What shall be wanted, or why it cannot be.</param>
    /// <param name="deviceId">That must stand there; <see langword="null"/> for whichever does.</param>
    private async Task<DesiredStateResult> ChangeAsync(
        Guid siteId,
        long? expectedVersion,
        Func<Site, Device, DesiredStateDocument, SiteModel, Task<(DesiredStateDocument? Next, BrokenRule? Broken)>> nextOf,
        CancellationToken cancellationToken,
        Guid? deviceId = null)
    {
        if (await database.Sites.AsNoTracking().SingleOrDefaultAsync(site => site.Id == siteId, cancellationToken) is not { } site)
            return new(null, DesiredStateProblem.NotFound);
        // The caller's own, where it has one.
        await using var transaction = database.Database.CurrentTransaction is null ? await database.Database.BeginTransactionAsync(cancellationToken) : null;
        if (await LockDeviceAsync(siteId, cancellationToken) is not { } device)
            return Invalid(deviceId is null ? NoDevice : OtherDevice);
        if (deviceId is { } meant && meant != device.Id)
            return Invalid(OtherDevice);
        var current = await NewestAsync(device.Id, cancellationToken);
        if (expectedVersion is { } expected && expected != current.Version)
        {
            var looked = await OfVersionAsync(device.Id, expected, cancellationToken);
            return new(
                null, DesiredStateProblem.VersionConflict, "version-conflict", "expectedVersion", $"The newest version is {current.Version}.",
                new(current, looked is null ? [] : Difference.Between(looked, current)));
        }

        if (await ModelAsync(device.Id, cancellationToken) is not { } model)
            return Invalid(NoModel);
        var (next, broken) = await nextOf(site, device, current, model);
        if (next is null)
            return Invalid(broken!);
        if (ReferenceEquals(next, current))
            return new(current);
        if (ChangeRules.Check(model, current, next, await FeaturesAsync(device.Id, cancellationToken)) is { } refused)
            return Invalid(refused);
        await AppendAsync(siteId, device, current, next, cancellationToken);
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        return new(next);
    }

    private static (DesiredStateDocument? Next, BrokenRule? Broken) Next(Site site, DesiredStateDocument current, SiteModel model, DesiredStateChange change) =>
        ChangeRules.Check(model, change) is { } broken ? (null, broken) : (current.Within(model).Next(change, site.TimeZone), null);

    private async Task AppendAsync(Guid siteId, Device device, DesiredStateDocument current, DesiredStateDocument next, CancellationToken cancellationToken)
    {
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
    }

    /// <summary>Version 0 wanted nothing; <see langword="null"/> when there never was such a version.</summary>
    private async Task<DesiredStateDocument?> OfVersionAsync(Guid deviceId, long version, CancellationToken cancellationToken) =>
        version == 0 ? Documents.None
        : await database.DesiredStates.Where(row => row.DeviceId == deviceId && row.Version == version).Select(row => row.Document).SingleOrDefaultAsync(cancellationToken) is { } json
            ? Documents.ReadDesired(json)
            : null;

    // The lock makes two changes at once follow each other, so that the second is checked against the first's version.
    private Task<Device?> LockDeviceAsync(Guid siteId, CancellationToken cancellationToken) => database.Devices
        .FromSql($"select * from platform.devices where site_id = {siteId} and state <> 'Retired' for no key update")
        .AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    private async Task<SiteModel?> ModelAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        var json = await database.SiteModels.Where(model => model.DeviceId == deviceId).Select(model => model.Document).SingleOrDefaultAsync(cancellationToken);
        return json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.SiteModel);
    }

    private async Task<IReadOnlyList<string>?> FeaturesAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        var json = await database.ReportedStates.Where(report => report.DeviceId == deviceId).Select(report => report.Document).SingleOrDefaultAsync(cancellationToken);
        return json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.ReportedState)!.Features;
    }

    private static DesiredStateResult Invalid(BrokenRule broken) =>
        new(null, DesiredStateProblem.Invalid, broken.Code, broken.Field, broken.Message);
}
