using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Http;

namespace Clemap.Portal.Tests;

internal sealed class RolloutWorld : IRollouts
{
    public List<Rollout> Rollouts { get; } = [];

    public List<(BulkChangeRequest Request, string? Key)> Started { get; } = [];

    public List<(Guid Id, RolloutStep Step)> Steps { get; } = [];

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

    public Task<IReadOnlyList<Rollout>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Rollout>>([.. Rollouts]);

    public Task<Rollout?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Rollouts.Find(rollout => rollout.Id == id));

    public Task<(Rollout Rollout, bool IsDone)?> StepAsync(Guid id, RolloutStep step, CancellationToken cancellationToken)
    {
        Steps.Add((id, step));
        return Task.FromResult<(Rollout, bool)?>((Rollouts.First(rollout => rollout.Id == id), true));
    }

    public static Rollout Of(RolloutState state, BulkChange change, IReadOnlyList<RolloutSite> sites) =>
        new(Guid.CreateVersion7(), change, state, 0, 1, 20, true, World.PersonId, World.Now, sites);

    public static RolloutSite Site(Guid id, RolloutSiteState state, string? code = null) => new(id, "Sonnenhof", 0, state, 4, code, null, World.Now);
}
