using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

internal sealed class Provisioning(IServiceProvider services, TimeProvider time) : IProvisioning
{
    public Task EnsureOrganisationAsync(Guid organisationId, string name, CancellationToken cancellationToken) =>
        InAsync(organisationId, async (database, _) =>
        {
            if (!await database.Organisations.AnyAsync(cancellationToken))
                database.Organisations.Add(new() { OrganisationId = organisationId, Name = name, CreatedAt = time.GetUtcNow() });
        }, cancellationToken);

    public Task EnsureSiteAsync(Guid organisationId, NewSite site, CancellationToken cancellationToken)
    {
        if (!TimeZones.IsIana(site.TimeZone))
            throw new ArgumentException($"'{site.TimeZone}' is not an IANA time zone.", nameof(site));
        return InAsync(organisationId, async (database, _) =>
        {
            if (!await database.Sites.AnyAsync(row => row.Id == site.Id, cancellationToken))
                database.Sites.Add(new()
                {
                    OrganisationId = organisationId,
                    Id = site.Id,
                    Name = site.Name,
                    Address = site.Address,
                    TimeZone = site.TimeZone,
                });
        }, cancellationToken);
    }

    public async Task<string> ClaimDeviceAsync(Guid organisationId, NewDevice device, string? oneTimeCode, CancellationToken cancellationToken)
    {
        var code = oneTimeCode ?? OneTimeCode.Make();
        var hash = OneTimeCode.Hash(device.Serial, code);
        await InAsync(organisationId, async (database, audit) =>
        {
            if (await database.Devices.SingleOrDefaultAsync(row => row.Id == device.Id, cancellationToken) is { } known)
            {
                if (known.PublicKey is null)
                    known.OneTimeCodeHash = hash;
                return;
            }

            database.Devices.Add(new()
            {
                OrganisationId = organisationId,
                Id = device.Id,
                SiteId = device.SiteId,
                Serial = device.Serial,
                OrderNumber = device.OrderNumber,
                State = DeviceState.Claimed,
                OneTimeCodeHash = hash,
            });
            audit.Add(organisationId, AuditAction.DeviceClaimed, device.Id, null, null);
        }, cancellationToken);
        return code;
    }

    public async Task SuspendDeviceAsync(Guid organisationId, Guid deviceId, bool suspended, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var step = await scope.ServiceProvider.GetRequiredService<IDevices>()
            .ChangeAsync(deviceId, suspended ? DeviceAction.Suspend : DeviceAction.Resume, cancellationToken);
        if (step == DeviceStep.NotFound)
            throw new InvalidOperationException($"The organisation has no device {deviceId}.");
    }

    private async Task InAsync(Guid organisationId, Func<PlatformContext, AuditTrail, Task> work, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        await work(database, scope.ServiceProvider.GetRequiredService<AuditTrail>());
        await database.SaveChangesAsync(cancellationToken);
    }
}
