using System.Text.Json;
using Clemap.Contracts;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Licences;

internal sealed class Licences(PlatformContext database, IOrganisationContext organisation, Plans plans, AuditTrail audit, TimeProvider time) : ILicences
{
    public async Task<bool> HasAsync(string option, Guid siteId, CancellationToken cancellationToken) =>
        (await (from assignment in database.LicenceAssignments
                join licence in database.Licences on assignment.LicenceId equals licence.Id
                where assignment.SiteId == siteId
                select licence).AsNoTracking().ToListAsync(cancellationToken)).Exists(licence => Gives(licence, option));

    public async Task<bool> HasAsync(string option, CancellationToken cancellationToken) =>
        (await database.Licences.AsNoTracking().Where(licence => database.LicenceAssignments.Any(row => row.LicenceId == licence.Id)).ToListAsync(cancellationToken))
            .Exists(licence => Gives(licence, option));

    public async Task<LicenceOverview> ReadAsync(CancellationToken cancellationToken)
    {
        var sites = await SitesAsync(cancellationToken);
        var used = (await database.LicenceAssignments.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.LicenceId, row => row.SiteId);
        var licences = (await database.Licences.AsNoTracking().ToListAsync(cancellationToken)).ConvertAll(row => View(row, [.. sites.Where(site => used[row.Id].Contains(site.Id))]));
        return new(
            [.. licences.OrderBy(licence => licence.State == LicenceState.Ended).ThenBy(licence => licence.Until ?? DateOnly.MaxValue).ThenBy(licence => licence.Name, StringComparer.Ordinal)],
            [.. LicenceOption.All.Select(option => ViewOf(option, licences, sites))],
            sites);
    }

    public async Task<LicenceChange> AssignAsync(Guid licenceId, Guid siteId, CancellationToken cancellationToken)
    {
        await using var transaction = await LockAsync(licenceId, cancellationToken);
        var sites = await SitesAsync(cancellationToken);
        var row = await database.Licences.AsNoTracking().SingleOrDefaultAsync(licence => licence.Id == licenceId, cancellationToken);
        if (row is null || sites.FirstOrDefault(known => known.Id == siteId) is not { } site)
            return LicenceChange.NotFound;
        var assigned = await database.LicenceAssignments.Where(known => known.LicenceId == licenceId).Select(known => known.SiteId).ToListAsync(cancellationToken);
        if (assigned.Contains(siteId))
            return LicenceChange.Done;
        var licence = View(row, [.. sites.Where(known => assigned.Contains(known.Id))]);
        if (licence.State == LicenceState.Ended)
            return LicenceChange.Over;
        if (site.Stations > licence.Free)
            return LicenceChange.TooFew;

        database.LicenceAssignments.Add(new() { OrganisationId = row.OrganisationId, LicenceId = licenceId, SiteId = siteId, AssignedAt = time.GetUtcNow() });
        audit.Add(row.OrganisationId, AuditAction.LicenceAssigned, siteId, null, Json(row));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return LicenceChange.Done;
    }

    public async Task<LicenceChange> UnassignAsync(Guid licenceId, Guid siteId, CancellationToken cancellationToken)
    {
        await using var transaction = await LockAsync(licenceId, cancellationToken);
        var row = await database.Licences.AsNoTracking().SingleOrDefaultAsync(licence => licence.Id == licenceId, cancellationToken);
        if (row is null || !await database.Sites.AnyAsync(site => site.Id == siteId, cancellationToken))
            return LicenceChange.NotFound;
        if (await database.LicenceAssignments.SingleOrDefaultAsync(known => known.LicenceId == licenceId && known.SiteId == siteId, cancellationToken) is not { } assignment)
            return LicenceChange.Done;
        database.LicenceAssignments.Remove(assignment);
        audit.Add(row.OrganisationId, AuditAction.LicenceUnassigned, siteId, Json(row), null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return LicenceChange.Done;
    }

    // Two assignments at once could both find the last station free. The role may not lock the row itself, which it may not change.
    private async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> LockAsync(Guid licenceId, CancellationToken cancellationToken)
    {
        var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"licence {organisation.OrganisationId} {licenceId}"}, 0))", cancellationToken);
        return transaction;
    }

    private bool Gives(LicenceRow licence, string option) =>
        State(licence).Gives() && plans.Find(licence.Plan) is { } plan && plan.Options.Contains(option);

    private LicenceState State(LicenceRow licence) => LicenceStates.Of(licence.ValidFrom, licence.ValidUntil, LicenceStates.Today(time), plans);

    private LicenceView View(LicenceRow row, IReadOnlyList<LicensedSite> sites)
    {
        var plan = plans.Find(row.Plan);
        return new(
            row.Id, row.Plan, plan?.Name ?? row.Plan, plan?.Options ?? [], row.Stations, sites.Sum(site => site.Stations), row.ValidFrom, row.ValidUntil,
            row.ValidUntil?.AddDays(plans.GraceDays), State(row), row.OrderReference, sites);
    }

    private static OptionView ViewOf(string option, List<LicenceView> licences, IReadOnlyList<LicensedSite> sites)
    {
        var having = licences.Where(licence => licence.State.Gives() && licence.Options.Contains(option)).SelectMany(licence => licence.Sites).Select(site => site.Id).ToHashSet();
        return new(option, [.. sites.Select(site => site.Id).Where(having.Contains)], [.. sites.Select(site => site.Id).Where(id => !having.Contains(id))]);
    }

    private async Task<IReadOnlyList<LicensedSite>> SitesAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from site in database.Sites
            orderby site.Name
            select new
            {
                site.Id,
                site.Name,
                Model = (from device in database.Devices
                         join model in database.SiteModels on device.Id equals model.DeviceId
                         where device.SiteId == site.Id && device.State != DeviceState.Retired
                         select model.Document).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new LicensedSite(
            row.Id, row.Name, row.Model is null ? 0 : JsonSerializer.Deserialize(row.Model, ContractsJson.Default.SiteModel)!.Stations.Count));
    }

    private static string Json(LicenceRow row) => JsonSerializer.Serialize(new Dictionary<string, string> { ["plan"] = row.Plan, ["orderReference"] = row.OrderReference });
}
