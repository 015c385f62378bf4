using Clemap.Platform.Http;
using Clemap.Platform.Sites;

namespace Clemap.Portal.Tests;

internal sealed class SitesWorld(World world) : ISites
{
    public List<(SiteFields Fields, string? Key)> Made { get; } = [];

    public List<SiteFields> Changed { get; } = [];

    public IReadOnlyList<BrokenRule> Broken { get; set; } = [];

    public Task<SiteMade> CreateAsync(SiteFields site, string? key, CancellationToken cancellationToken)
    {
        Made.Add((site, key));
        return Task.FromResult(Broken.Count > 0 ? new SiteMade(null, false, Broken) : new SiteMade(Summary(), true, []));
    }

    public Task<SiteChanged> ChangeAsync(Guid siteId, SiteFields change, CancellationToken cancellationToken)
    {
        if (Broken.Count > 0)
            return Task.FromResult(new SiteChanged(null, Broken));
        Changed.Add(change);
        world.Site = world.Site with { Name = change.Name!, Address = change.Address!, TimeZone = change.TimeZone! };
        return Task.FromResult(new SiteChanged(Summary(), []));
    }

    private SiteSummary Summary() => new(World.SiteId, world.Site.Name, world.Site.Address, world.Site.TimeZone, null);
}
