using Clemap.Billing.Database;
using Clemap.Billing.Invoices;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Sdat;

internal sealed class SdatPeriods(BillingDbContext database, ISiteDirectory sites) : ISdatPeriods
{
    public async Task<IReadOnlyList<SdatPeriod>> ListAsync(CancellationToken cancellationToken)
    {
        var names = (await sites.ListAsync(cancellationToken)).ToDictionary(site => site.Id, site => site.Name);
        var runs = await database.Runs.AsNoTracking()
            .Where(run => run.Status == BillingRunStatus.Issued
                && database.MeteringPoints.Any(point => point.SiteId == run.SiteId && point.ReleasedToSupplier))
            .OrderByDescending(run => run.Month)
            .Take(600)
            .ToListAsync(cancellationToken);
        return runs.Where(run => names.ContainsKey(run.SiteId)).Select(run => new SdatPeriod(run.SiteId, names[run.SiteId], run.Id, run.Month)).ToList();
    }
}
