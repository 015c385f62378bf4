using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Http;

namespace Clemap.Portal.Tests;

internal sealed class RolloutWorld : IRollouts
{
    public List<Rollout> Rollouts { get; } = [];

    public List<(BulkChangeRequest Request, string? Key)> Started { get; } = [];

    public List<(Guid Id, RolloutStep Step)> Steps { get; } = [];

    public List<RolloutSitePage> Asked { get; } = [];

    public IReadOnlyList<SitePreview> Preview { get; set; } = [];

    public BulkChangeRequest? Looked { get; private set; }

    public BrokenRule? Broken { get; set; }

    public Task<(IReadOnlyList<SitePreview> Sites, BrokenRule? Broken)> PreviewAsync(BulkChangeRequest request, CancellationToken cancellationToken)
    {
        Looked = request;
        return Task.FromResult((Preview, Broken));
    }

    public Task<(Rollout? Rollout, BrokenRule? Broken)> StartAsync(BulkChangeRequest request, string? key, CancellationToken cancellationToken)
    {
        Started.Add((request, key));
        var rollout = Of(RolloutState.Running, request.Change, [.. request.SiteIds.Select(id => Site(id, RolloutSiteState.Waiting))]);
        Rollouts.Insert(0, rollout);
        return Task.FromResult<(Rollout?, BrokenRule?)>((rollout, null));
    }

    public Task<IReadOnlyList<Rollout>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Rollout>>([.. Rollouts.Select(rollout => rollout with { Sites = [] })]);

    public Task<Rollout?> FindAsync(Guid id, RolloutSitePage page, CancellationToken cancellationToken)
    {
        Asked.Add(page);
        if (Rollouts.Find(rollout => rollout.Id == id) is not { } found)
            return Task.FromResult<Rollout?>(null);
        var sites = found.Sites.Where(site => !page.IsTroubleOnly || site.State is RolloutSiteState.Refused or RolloutSiteState.Silent or RolloutSiteState.NotUndone or RolloutSiteState.DeviceReplaced)
            .Skip(page.After + 1 ?? 0).ToList();
        return Task.FromResult<Rollout?>(found with { Sites = [.. sites.Take(page.Limit)], Next = sites.Count > page.Limit ? (page.After + 1 ?? 0) + page.Limit - 1 : null });
    }

    public Task<(Rollout Rollout, bool IsDone)?> StepAsync(Guid id, RolloutStep step, CancellationToken cancellationToken)
    {
        Steps.Add((id, step));
        return Task.FromResult<(Rollout, bool)?>((Rollouts.First(rollout => rollout.Id == id), true));
    }

    public static Rollout Of(RolloutState state, BulkChange change, IReadOnlyList<RolloutSite> sites) =>
        new(
            Guid.CreateVersion7(), change, state, 0, 1, 20, true, World.PersonId, "Anna Muster", World.PersonId, "Anna Muster", World.Now,
            sites.CountBy(site => site.State).ToDictionary(), sites, null);

    public static RolloutSite Site(Guid id, RolloutSiteState state, string? code = null, bool isChangedSince = false) => new(id, "Sonnenhof", 0, state, 4, code, null, World.Now, isChangedSince);
}
