using Clemap.Contracts.Telemetry;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Readings;

/// <summary>What people may read of a site. Unknown and foreign look the same.</summary>
internal sealed class SiteReadings(
    IOrganisationContext organisation, ISiteDirectory sites, ILiveFeed live, Completeness completeness, TelemetryDbContext database)
{
    private static readonly TimeSpan LongestRaw = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestCompleteness = TimeSpan.FromDays(35);
    private static readonly TimeSpan LongestSeries = TimeSpan.FromDays(400);

    /// <summary>The newest reading of each source.</summary>
    public async Task<IResult> LiveAsync(Guid siteId, CancellationToken cancellationToken)
    {
        if (await SourcesAsync(siteId, cancellationToken) is null)
            return Problems.NotFound();
        var latest = await live.LatestAsync(organisation.OrganisationId!.Value, organisation.Reach, siteId, cancellationToken);
        IReadOnlyList<Reading> readings = [.. latest.Values.OrderBy(reading => reading.SourceId)];
        return TypedResults.Json(readings, TelemetryJson.Default.IReadOnlyListReading);
    }

    public async Task<IResult> RawAsync(Guid siteId, Guid? sourceId, string? from, string? to, CancellationToken cancellationToken)
    {
        if (await SourcesAsync(siteId, cancellationToken) is not { } sources || (sourceId is { } one && !sources.Contains(one)))
            return Problems.NotFound();
        var (span, problem) = TimeSpanQuery.Parse(from, to, LongestRaw);
        if (span is null)
            return problem!;
        var wanted = sourceId is { } only ? [only] : sources.ToArray();
        var rows = await database.Readings.AsNoTracking()
            .Where(row => wanted.Contains(row.SourceId) && row.At >= span.From && row.At < span.To)
            .OrderBy(row => row.At).ThenBy(row => row.SourceId)
            .ToListAsync(cancellationToken);
        IReadOnlyList<Reading> readings = rows.ConvertAll(row => row.ToReading());
        return TypedResults.Json(readings, TelemetryJson.Default.IReadOnlyListReading);
    }

    public async Task<IResult> CompletenessAsync(Guid siteId, string? from, string? to, CancellationToken cancellationToken)
    {
        if (await SourcesAsync(siteId, cancellationToken) is not { } sources)
            return Problems.NotFound();
        var (span, problem) = TimeSpanQuery.Parse(from, to, LongestCompleteness);
        if (span is null)
            return problem!;
        return TypedResults.Json(
            await completeness.OfAsync(sources, span.From, span.To, cancellationToken), TelemetryJson.Default.IReadOnlyListSourceCompleteness);
    }

    public async Task<IResult> SeriesAsync(
        Guid siteId, Guid sourceId, string? from, string? to, int? points, CancellationToken cancellationToken)
    {
        if (await SourcesAsync(siteId, cancellationToken) is not { } sources || !sources.Contains(sourceId))
            return Problems.NotFound();
        var (span, problem) = TimeSpanQuery.Parse(from, to, LongestSeries);
        if (span is null)
            return problem!;
        if (points is < 2 or > Series.MostPoints)
            return Problems.Invalid("points", "out-of-range", $"2 to {Series.MostPoints} points.");
        var series = await Series.ReadAsync(database, sourceId, span, points ?? Series.UsualPoints, cancellationToken);
        return TypedResults.Json(series, TelemetryJson.Default.Series);
    }

    private async Task<IReadOnlySet<Guid>?> SourcesAsync(Guid siteId, CancellationToken cancellationToken) =>
        await sites.FindAsync(siteId, cancellationToken) is { } site ? SiteSources.Of(site) : null;
}
