using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Sites;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Devices;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Sites;

internal sealed class SiteDirectory(PlatformContext database) : ISiteDirectory
{
    public static IQueryable<SiteSummary> Summaries(PlatformContext database, IQueryable<Site> sites) =>
        from site in sites
        orderby site.Name
        select new SiteSummary(site.Id, site.Name, site.Address, site.TimeZone, database.Devices
            .Where(device => device.SiteId == site.Id && device.State != DeviceState.Retired).Select(device => device.LastSeenAt).FirstOrDefault());

    public async Task<IReadOnlyList<SiteSummary>> ListAsync(CancellationToken cancellationToken) => await Summaries(database, database.Sites).ToListAsync(cancellationToken);

    public async Task<SiteDetail?> FindAsync(Guid siteId, CancellationToken cancellationToken)
    {
        var found = await (
            from site in database.Sites
            where site.Id == siteId
            from device in database.Devices.Where(device => device.SiteId == site.Id && device.State != DeviceState.Retired).DefaultIfEmpty()
            from model in database.SiteModels.Where(model => model.DeviceId == device!.Id).DefaultIfEmpty()
            from report in database.ReportedStates.Where(report => report.DeviceId == device!.Id).DefaultIfEmpty()
            select new
            {
                Site = site,
                DeviceId = (Guid?)device!.Id,
                Model = model!.Document,
                Report = report!.Document,
                ReportedAt = (DateTimeOffset?)report!.ReportedAt,
                Desired = database.DesiredStates
                    .Where(version => version.DeviceId == device!.Id).OrderByDescending(version => version.Version)
                    .Select(version => new { version.Document, version.CreatedAt }).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var commissioned = Model(found.Model);
        var desired = Documents.ReadDesired(found.Desired?.Document);
        var reported = found.Report is null ? null : JsonSerializer.Deserialize(found.Report, ContractsJson.Default.ReportedState);
        return new(
            found.Site.Id,
            found.Site.Name,
            found.Site.Address,
            found.Site.TimeZone,
            found.DeviceId,
            commissioned,
            desired,
            reported,
            found.ReportedAt,
            commissioned ?? await RetiredModelAsync(siteId, cancellationToken),
            found.Desired?.CreatedAt,
            reported?.Refused?.Version == desired.Version && desired.Version > 0
                ? await DesiredStateHistory.RefusedAtAsync(database, found.DeviceId!.Value, cancellationToken) ?? found.ReportedAt
                : null);
    }

    private async Task<SiteModel?> RetiredModelAsync(Guid siteId, CancellationToken cancellationToken) => Model(await (
        from device in database.Devices
        where device.SiteId == siteId && device.State == DeviceState.Retired
        join model in database.SiteModels on device.Id equals model.DeviceId
        orderby model.ReportedAt descending
        select model.Document).FirstOrDefaultAsync(cancellationToken));

    private static SiteModel? Model(string? document) => document is null ? null : JsonSerializer.Deserialize(document, ContractsJson.Default.SiteModel);
}
