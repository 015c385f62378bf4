using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clemap.Platform.Devices.Claims;

internal sealed class DeviceClaims(
    PlatformContext database, IOrganisationContext organisation, ClaimLimits limits, DeviceCache cache, AuditTrail audit, RequestOrigin origin, TimeProvider time) : IDeviceClaims
{
    private const int LongestSerial = 40;

    public async Task<DeviceClaim> ClaimAsync(Guid siteId, string serial, string code, CancellationToken cancellationToken)
    {
        if (await database.Sites.Where(row => row.Id == siteId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken) is not { } site)
            return new(DeviceClaimOutcome.SiteNotFound);
        if (await database.Devices.AnyAsync(row => row.SiteId == siteId && row.State != DeviceState.Retired, cancellationToken))
            return new(DeviceClaimOutcome.SiteTaken);

        serial = DeviceLabel.Serial(serial);
        var attempt = new ClaimAttempt(organisation.ActorId, origin.Text, serial);
        if (limits.Begin(attempt) is { } wait)
            return new(DeviceClaimOutcome.TooMany, Wait: wait);
        var claim = await TakeAsync(siteId, site, serial, code, cancellationToken);
        if (claim.Outcome != DeviceClaimOutcome.Refused)
            limits.Succeeded(attempt);
        return claim;
    }

    private async Task<DeviceClaim> TakeAsync(Guid siteId, string site, string serial, string code, CancellationToken cancellationToken)
    {
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        var device = Guid.CreateVersion7();
        try
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            // No label holds a character that the database does not know.
            var order = serial.Length > LongestSerial || serial.Any(char.IsControl) ? null : (await database.Database
                .SqlQuery<string?>($"select platform.claim_device({device}, {siteId}, {serial}, {OneTimeCode.Hash(serial, code)}, {time.GetUtcNow()}, {Guid.CreateVersion7()}) as \"Value\"")
                .ToListAsync(cancellationToken)).Single();
            if (order is null)
                audit.Add(owner, AuditAction.DeviceClaimRefused, siteId, null, Json(("serial", Shown(serial))));
            else
                audit.Add(owner, AuditAction.DeviceClaimed, device, null, Json(("serial", serial), ("orderNumber", order), ("site", site)));
            await database.SaveChangesAsync(cancellationToken);
            if (order is not null)
                await GridReporting.EndThoseOfRetiredAsync(database, siteId, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            if (order is null)
                return new(DeviceClaimOutcome.Refused);
            cache.Clear();
            return new(DeviceClaimOutcome.Claimed, device, serial, order);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Somebody of the same organisation was faster with another device for this site.
            return new(DeviceClaimOutcome.SiteTaken);
        }
    }

    private static string Shown(string serial) => string.Concat(serial.Where(character => !char.IsControl(character)).Take(LongestSerial));

    private static string Json(params (string Name, string Value)[] values) => JsonSerializer.Serialize(values.ToDictionary(value => value.Name, value => value.Value));
}
