using Clemap.Billing.Database;
using Clemap.Billing.Documents.Pdf;
using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Energy;
using Clemap.Billing.Invoices;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Reports;

internal sealed class SiteReports(ISiteDirectory sites, ISiteEnergy energy, IRestrictions restrictions, BillingDbContext database, TimeProvider time) : ISiteReports
{
    public async Task<byte[]?> MonthPdfAsync(Guid siteId, DateOnly month, string language, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return null;
        var span = MonthSpan.Of(month, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
        if (await energy.ReadAsync(siteId, span.Month, span.LastDay, EnergyStep.Day, cancellationToken) is not { } account)
            return null;
        var stations = account.Stations.Select(station => station.StationId).ToList();
        var sessions = await database.Sessions.AsNoTracking()
            .Where(row => stations.Contains(row.StationId) && row.EndedAt >= span.From && row.EndedAt < span.To)
            .GroupBy(row => row.StationId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var held = await restrictions.ListAsync(siteId, new(span.From, span.To, Limit: RestrictionFilter.MostPerPage), cancellationToken);
        var data = new SiteMonth(site, span, account, sessions, held?.Restrictions ?? [], held?.Next is not null, time.GetUtcNow());
        return MonthReportPdf.Render(data, new ReportTexts(language));
    }
}
