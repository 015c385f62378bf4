using Clemap.Billing.Database;
using Clemap.Billing.Setup;
using Clemap.Contracts.Sites;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Rollups;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Invoices;

internal sealed class MonthReader(BillingDbContext database, ISiteDirectory sites, IQuarterHours quarterHours)
{
    /// <summary>A month that is over, with all that came in for it reckoned.</summary>
    public Task<(MonthData? Data, string? Problem)> ReadAsync(Guid siteId, DateOnly month, CancellationToken cancellationToken) => ReadAsync(siteId, month, settled: true, cancellationToken);

    /// <param name="settled">Wait until all that came in is reckoned; else as far as it is.</param>
    /// <returns>The data, or a code of what the set-up lacks: <c>no-site-model</c>, <c>no-creditor</c>, <c>no-tariff</c>; or <c>no-readings</c> when nothing at all was measured in the month.</returns>
    public async Task<(MonthData? Data, string? Problem)> ReadAsync(Guid siteId, DateOnly month, bool settled, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { LastModel: { } model } site)
            return (null, "no-site-model");
        if (await database.Sites.AsNoTracking().SingleOrDefaultAsync(row => row.SiteId == siteId, cancellationToken) is not { } account)
            return (null, "no-creditor");
        var tariff = await database.Tariffs.AsNoTracking()
            .Where(row => row.SiteId == siteId && row.ValidFrom <= month)
            .OrderByDescending(row => row.ValidFrom)
            .FirstOrDefaultAsync(cancellationToken);
        if (tariff is null)
            return (null, "no-tariff");

        var span = MonthSpan.Of(month, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
        var stations = model.Stations.Select(station => station.Id).ToList();
        var points = await database.MeteringPoints.AsNoTracking()
            .Where(row => row.SiteId == siteId).OrderBy(row => row.Id).ThenBy(row => row.Direction).ToListAsync(cancellationToken);
        // A month before the first meter is not a month without consumption.
        if (await QuartersAsync(span, SourcesOf(model, points), settled, cancellationToken) is not { Count: > 0 } quarters)
            return (null, "no-readings");
        var residents = await database.Residents.AsNoTracking().Where(row => row.SiteId == siteId).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        var residentIds = residents.ConvertAll(row => row.Id);
        return (new MonthData(
            site,
            span,
            model,
            new TariffVersion(
                tariff.Version, tariff.ValidFrom, tariff.SolarPerKwh, tariff.GridPerKwh, tariff.BaseFeePerMonth, tariff.VatPercent, tariff.VatMode),
            await database.Creditors.AsNoTracking().SingleAsync(row => row.Id == account.CreditorId, cancellationToken),
            account.Sdat,
            residents,
            await database.Cards.AsNoTracking().Where(row => residentIds.Contains(row.ResidentId)).ToListAsync(cancellationToken),
            await database.ParkingSpaces.AsNoTracking().Where(row => residentIds.Contains(row.ResidentId)).ToListAsync(cancellationToken),
            points,
            await database.Sessions.AsNoTracking()
                .Where(row => stations.Contains(row.StationId) && row.StartedAt < span.To && row.EndedAt > span.From)
                .OrderBy(row => row.StartedAt).ThenBy(row => row.SessionId)
                .ToListAsync(cancellationToken),
            quarters), null);
    }

    private static HashSet<Guid> SourcesOf(SiteModel model, IEnumerable<MeteringPointRow> points) =>
    [
        .. model.Stations.Select(station => station.Id),
        .. model.Meters.Where(meter => meter.Kind is MeterKind.Grid or MeterKind.Production).Select(meter => meter.Id),
        .. points.Select(point => point.SourceId),
    ];

    private async Task<Dictionary<(Guid, DateTimeOffset), QuarterHour>> QuartersAsync(
        MonthSpan span, HashSet<Guid> sources, bool settled, CancellationToken cancellationToken)
    {
        if (settled)
            await quarterHours.SettleAsync(span.From, span.To, cancellationToken);
        var rows = await quarterHours.ReadAsync(sources, span.From, span.To, cancellationToken);
        return rows.ToDictionary(row => (row.SourceId, row.Start));
    }
}
