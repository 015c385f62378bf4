using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Readings;

internal sealed class SiteCurves(IOrganisationContext organisation, ISiteDirectory sites, IQuarterHours quarters, TelemetryDbContext database) : ISiteCurves
{
    public async Task<Series?> ReadAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken) =>
        (await FindAsync(siteId, sourceId, from, to, points, cancellationToken))?.Series;

    public async Task<byte[]?> CsvAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken) =>
        await FindAsync(siteId, sourceId, from, to, points, cancellationToken) is var (series, zone) ? ReadingsCsv.Of(series, zone) : null;

    public async Task<IReadOnlyList<ReasonChange>> ReasonsAsync(
        Guid siteId, Guid stationId, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to - from, TimeSpan.FromDays(31), nameof(to));
        if (!SiteSources.Of(await sites.FindAsync(siteId, cancellationToken)).Contains(stationId))
            return [];
        var rows = await database.Database.SqlQuery<ReasonRow>(
            $"""
            select at, reason, limit_a from (
                select at, reason, limit_a, lag(reason) over w as before, lag(at) over w as before_at
                from telemetry.reading where organisation_id = {organisation.OrganisationId} and source_id = {stationId} and at >= {from.UtcDateTime} and at < {to.UtcDateTime} window w as (order by at)) changes
            where before_at is null or reason is distinct from before order by at limit {most}
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new ReasonChange(row.At, row.Reason, row.LimitA));
    }

    private async Task<Found?> FindAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to - from, TimeSpan.FromDays(400), nameof(to));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, Series.MostPoints);
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site || !SiteSources.Of(site).Contains(sourceId))
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        return new(await Series.ReadAsync(database, quarters, sourceId, new TimeSpanQuery(from, to), zone, points, cancellationToken), zone);
    }

    private sealed record Found(Series Series, TimeZoneInfo Zone);

    private sealed record ReasonRow(DateTimeOffset At, string? Reason, float? LimitA);
}
