using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;

namespace Clemap.Portal.Tests;

/// <summary>Many sites, held in memory; the scope sees those that it reaches.</summary>
internal sealed class FleetWorld(World world)
{
    public List<SiteQuery> Asked { get; } = [];

    /// <summary>Beside the one of the world.</summary>
    public List<SiteLine> More { get; } = [];

    private IEnumerable<SiteLine> All => world.HasSite
        ? [new SiteLine(World.SiteId, world.Site.Name, world.Site.Address, world.Site.TimeZone, SiteConnection.Online, World.Now, 3), .. More]
        : More;

    public ISiteSearch In(IOrganisationContext scope) => new Search(this, scope.Reach);

    public static SiteLine Line(int number, string name, SiteConnection connection = SiteConnection.Online) => new(
        World.Id(number), name, name + ", 8000 Zürich", "Europe/Zurich", connection,
        connection is SiteConnection.Online or SiteConnection.Offline ? World.Now.AddHours(-1) : null, connection == SiteConnection.NoDevice ? null : 1);

    private sealed class Search(FleetWorld fleet, SiteReach reach) : ISiteSearch
    {
        private List<SiteLine> Seen => [.. fleet.All.Where(site => reach.Includes(site.Id)).OrderBy(site => site.Name, StringComparer.Ordinal)];

        public Task<FoundSites> FindAsync(SiteQuery query, CancellationToken cancellationToken)
        {
            fleet.Asked.Add(query);
            var named = Seen.FindAll(site => site.Name.Contains(query.Text ?? "", StringComparison.OrdinalIgnoreCase));
            var counts = new SiteCounts(named.Count, named.Count(IsShown(SiteShow.Attention)), named.Count(IsShown(SiteShow.Offline)), named.Count(IsShown(SiteShow.NoDevice)));
            var fit = named.Where(IsShown(query.Show)).ToList();
            var pages = Math.Max(1, (fit.Count + query.Limit - 1) / query.Limit);
            var page = Math.Clamp(query.Page, 1, pages);
            return Task.FromResult(new FoundSites([.. fit.Skip((page - 1) * query.Limit).Take(query.Limit)], page, pages, fit.Count, counts));

            Func<SiteLine, bool> IsShown(SiteShow show) => site => show switch
            {
                SiteShow.Attention => IsOffline(site) || query.Alarmed!.Contains(site.Id),
                SiteShow.Offline => IsOffline(site),
                SiteShow.NoDevice => site.Connection == SiteConnection.NoDevice,
                _ => true,
            };
        }

        public Task<IReadOnlyDictionary<Guid, SiteSummary>> OfAsync(IReadOnlyCollection<Guid> siteIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<Guid, SiteSummary>>(Seen.Where(site => siteIds.Contains(site.Id))
                .ToDictionary(site => site.Id, site => new SiteSummary(site.Id, site.Name, site.Address, site.TimeZone, site.LastSeenAt)));

        private static bool IsOffline(SiteLine site) => site.Connection is SiteConnection.Offline or SiteConnection.NeverSeen;
    }
}
