using System.Text;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Sites;

/// <summary>Two statements, however many sites there are: one counts, one reads the page.</summary>
internal sealed class SiteSearch(PlatformContext database, TimeProvider time) : ISiteSearch
{
    private const int MostWords = 8;
    private static readonly TimeSpan OfflineAfter = TimeSpan.FromMinutes(2);

    public async Task<FoundSites> FindAsync(SiteQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, SiteQuery.MostPerPage);
        var rows = Rows(Containing(query.Text), [.. query.Alarmed ?? []]);
        var counts = await rows.GroupBy(_ => 1).Select(all => new SiteCounts(
                all.Count(), all.Count(row => row.IsOffline || row.IsAlarmed), all.Count(row => row.IsOffline), all.Count(row => row.DeviceId == null)))
            .SingleOrDefaultAsync(cancellationToken) ?? new(0, 0, 0, 0);
        var fit = counts.Of(query.Show);
        var pages = Math.Max(1, (fit + limit - 1) / limit);
        var page = Math.Clamp(query.Page, 1, pages);
        if (fit == 0)
            return new([], page, pages, fit, counts);
        rows = query.Show switch
        {
            SiteShow.Attention => rows.Where(row => row.IsOffline || row.IsAlarmed),
            SiteShow.Offline => rows.Where(row => row.IsOffline),
            SiteShow.NoDevice => rows.Where(row => row.DeviceId == null),
            _ => rows,
        };
        var shown = await rows.OrderBy(row => row.Site.Name).ThenBy(row => row.Site.Id).Skip((page - 1) * limit).Take(limit)
            .Select(row => new
            {
                row.Site.Id,
                row.Site.Name,
                row.Site.Address,
                row.Site.TimeZone,
                row.DeviceId,
                row.LastSeenAt,
                row.IsOffline,
                Stations = database.SiteModels.Where(model => model.DeviceId == row.DeviceId)
                    .Select(model => Jsonb.Length(Jsonb.Member(model.Document, "stations"))).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return new(
            [.. shown.Select(row => new SiteLine(row.Id, row.Name, row.Address, row.TimeZone, Of(row.DeviceId, row.LastSeenAt, row.IsOffline), row.LastSeenAt, row.Stations))],
            page, pages, fit, counts);
    }

    public async Task<IReadOnlyDictionary<Guid, SiteSummary>> OfAsync(IReadOnlyCollection<Guid> siteIds, CancellationToken cancellationToken) =>
        siteIds.Count == 0
            ? new Dictionary<Guid, SiteSummary>()
            : await SiteDirectory.Summaries(database, database.Sites.Where(site => siteIds.Contains(site.Id))).ToDictionaryAsync(site => site.Id, cancellationToken);

    private IQueryable<Site> Containing(string? text)
    {
        IQueryable<Site> sites = database.Sites;
        foreach (var word in Words(text))
        {
            var pattern = LikePattern.Containing(word);
            sites = sites.Where(site => EF.Functions.ILike(site.Name, pattern, "\\") || EF.Functions.ILike(site.Address, pattern, "\\"));
        }

        return sites;
    }

    // What no name has: control characters, and halves of characters, which the database would refuse.
    private static IEnumerable<string> Words(string? text) => string
        .Concat((text ?? "").EnumerateRunes().Select(sign => Rune.IsControl(sign) ? " " : sign.ToString()).Take(SiteQuery.LongestText))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords);

    private IQueryable<Row> Rows(IQueryable<Site> sites, List<Guid> alarmed)
    {
        var heardSince = time.GetUtcNow() - OfflineAfter;
        return
            from site in sites
            from device in database.Devices.Where(device => device.SiteId == site.Id && device.State != DeviceState.Retired).DefaultIfEmpty()
            select new Row
            {
                Site = site,
                DeviceId = (Guid?)device!.Id,
                LastSeenAt = device!.LastSeenAt,
                IsOffline = device != null && (device.LastSeenAt == null || device.LastSeenAt <= heardSince),
                IsAlarmed = alarmed.Contains(site.Id),
            };
    }

    private static SiteConnection Of(Guid? deviceId, DateTimeOffset? lastSeenAt, bool isOffline) => (deviceId, lastSeenAt) switch
    {
        (null, _) => SiteConnection.NoDevice,
        (_, null) => SiteConnection.NeverSeen,
        _ => isOffline ? SiteConnection.Offline : SiteConnection.Online,
    };

    private sealed class Row
    {
        public required Site Site { get; init; }
        public Guid? DeviceId { get; init; }
        public DateTimeOffset? LastSeenAt { get; init; }
        public bool IsOffline { get; init; }
        public bool IsAlarmed { get; init; }
    }
}
