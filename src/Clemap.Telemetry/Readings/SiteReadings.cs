using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Readings;

/// <summary>What people may read of a site. Unknown and foreign look the same.</summary>
internal sealed class SiteReadings(
    IOrganisationContext organisation, ISiteDirectory sites, ILiveFeed live, Completeness completeness, IQuarterHours quarterHours, TelemetryDbContext database)
{
    private static readonly TimeSpan LongestRaw = TimeSpan.FromDays(31);
    private static readonly TimeSpan LongestCompleteness = TimeSpan.FromDays(35);
    private static readonly TimeSpan LongestSeries = TimeSpan.FromDays(400);

    /// <summary>The newest reading of each source.</summary>
    public async Task<IResult> LiveAsync(Guid siteId, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is null)
            return Problems.NotFound();
        var latest = await live.LatestAsync(organisation.OrganisationId!.Value, organisation.Reach, siteId, cancellationToken);
        IReadOnlyList<Reading> readings = [.. latest.Values.OrderBy(reading => reading.SourceId)];
        return TypedResults.Json(readings, TelemetryJson.Default.IReadOnlyListReading);
    }

    /// <summary>Ten-second rows, a page of them.</summary>
    public async Task<IResult> RawAsync(HttpContext http, Guid siteId, ReadingsQuery query, CancellationToken cancellationToken)
    {
        var (asked, sources, problem) = await AskedAsync(http, siteId, query, LongestRaw, cancellationToken);
        if (asked is null)
            return problem!;
        var page = await Page<StoredReading>.ReadAsync(
            asked, TimeSpan.FromSeconds(10) * Math.Ceiling((double)asked.Limit / sources.Length), TimeSpan.FromDays(1), sources.Length,
            (from, to, most) => database.Readings.AsNoTracking()
                .Where(row => sources.Contains(row.SourceId) && row.At >= from && row.At < to)
                .OrderBy(row => row.At).ThenBy(row => row.SourceId).Take(most).ToListAsync(cancellationToken),
            row => new PageCursor(row.At, row.SourceId));
        IReadOnlyList<Reading> rows = [.. page.Rows.Select(row => row.ToReading())];
        return Answer.Of(
            http, asked.IsCsv ? ReadingsCsv.Of(rows, asked.Zone) : JsonSerializer.SerializeToUtf8Bytes(rows, TelemetryJson.Default.IReadOnlyListReading), asked.IsCsv, "readings", page.Next);
    }

    /// <summary>Energy and its quality, a page of quarter hours.</summary>
    public async Task<IResult> QuarterHoursAsync(HttpContext http, Guid siteId, ReadingsQuery query, CancellationToken cancellationToken)
    {
        var (asked, sources, problem) = await AskedAsync(http, siteId, query, LongestSeries, cancellationToken);
        if (asked is null)
            return problem!;
        var page = await Page<QuarterHour>.ReadAsync(
            asked, TimeSpan.FromMinutes(15) * Math.Ceiling((double)asked.Limit / sources.Length), TimeSpan.FromDays(31), sources.Length,
            async (from, to, _) => [.. (await quarterHours.ReadAsync(sources, from, to, cancellationToken)).OrderBy(quarter => quarter.Start).ThenBy(quarter => quarter.SourceId)],
            quarter => new PageCursor(quarter.Start, quarter.SourceId));
        IReadOnlyList<QuarterHourView> rows = [.. page.Rows.Select(QuarterHourView.Of)];
        return Answer.Of(
            http, asked.IsCsv ? ReadingsCsv.Of(rows, asked.Zone) : JsonSerializer.SerializeToUtf8Bytes(rows, TelemetryJson.Default.IReadOnlyListQuarterHourView), asked.IsCsv,
            "quarter-hours", page.Next);
    }

    public async Task<IResult> CompletenessAsync(Guid siteId, string? from, string? to, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return Problems.NotFound();
        var (span, problem) = TimeSpanQuery.Parse(from, to, LongestCompleteness);
        if (span is null)
            return problem!;
        return TypedResults.Json(
            await completeness.OfAsync(SiteSources.Of(site), span.From, span.To, cancellationToken), TelemetryJson.Default.IReadOnlyListSourceCompleteness);
    }

    /// <summary>A curve for a chart.</summary>
    public async Task<IResult> SeriesAsync(HttpContext http, Guid siteId, ReadingsQuery query, CancellationToken cancellationToken)
    {
        var (asked, _, problem) = await AskedAsync(http, siteId, query, LongestSeries, cancellationToken);
        if (asked is null)
            return problem!;
        if (query.SourceId is not { } source)
            return Problems.Invalid("sourceId", "required", "A series is of one meter or station.");
        if (query.Points is < 2 or > Series.MostPoints)
            return Problems.Invalid("points", "out-of-range", $"2 to {Series.MostPoints} points.");
        var series = await Series.ReadAsync(database, quarterHours, source, asked.Span, asked.Zone, query.Points ?? Series.UsualPoints, cancellationToken);
        return Answer.Of(
            http, asked.IsCsv ? ReadingsCsv.Of(series, asked.Zone) : JsonSerializer.SerializeToUtf8Bytes(series, TelemetryJson.Default.Series), asked.IsCsv, "series");
    }

    private async Task<(AskedReadings? Asked, Guid[] Sources, IResult? Problem)> AskedAsync(
        HttpContext http, Guid siteId, ReadingsQuery query, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return (null, [], Problems.NotFound());
        var known = SiteSources.Of(site);
        if (query.SourceId is { } one && !known.Contains(one))
            return (null, [], Problems.NotFound());
        var (asked, problem) = AskedReadings.Parse(query, site, http.Request, longest);
        // A site before its first model has no source, and nothing to divide a page by.
        return (asked, query.SourceId is { } only ? [only] : known.Count > 0 ? [.. known] : [Guid.Empty], problem);
    }
}
