using System.Text.Json;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.DesiredState.Rollouts;

internal sealed class Rollouts(
    PlatformContext database, IOrganisationContext organisation, DesiredStates wanted, IBackgroundJobClient jobs, AuditTrail audit, TimeProvider time) : IRollouts
{
    private const int MostListed = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public async Task<(IReadOnlyList<SitePreview> Sites, BrokenRule? Broken)> PreviewAsync(BulkChangeRequest request, CancellationToken cancellationToken)
    {
        if (await CheckAsync(request, cancellationToken) is { } broken)
            return ([], broken);
        var names = await NamesAsync(request.SiteIds, cancellationToken);
        var sites = new List<SitePreview>();
        foreach (var id in request.SiteIds)
        {
            var (difference, problem) = await wanted.PreviewAsync(id, request.Change.At, cancellationToken);
            sites.Add(new(id, names[id], difference, problem));
        }

        return (sites, null);
    }

    public async Task<(Rollout? Rollout, BrokenRule? Broken)> StartAsync(BulkChangeRequest request, string? key, CancellationToken cancellationToken)
    {
        if (SiteRules.CheckKey(key) is { } badKey)
            return (null, badKey);
        if (key is not null && await database.Rollouts.SingleOrDefaultAsync(row => row.CreationKey == key, cancellationToken) is { } known)
            return (await ViewAsync(known, cancellationToken), null);
        if (await CheckAsync(request, cancellationToken) is { } broken)
            return (null, broken);

        var (owner, now) = (organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope."), time.GetUtcNow());
        var row = new RolloutRow
        {
            OrganisationId = owner,
            Id = Guid.CreateVersion7(),
            CreationKey = key,
            Change = JsonSerializer.Serialize(request.Change, Json),
            First = request.First,
            Each = request.Each,
            Automatic = request.Automatic,
            State = RolloutState.Running,
            Stage = 0,
            Step = 0,
            CreatedBy = organisation.ActorId,
            CreatedAt = now,
        };
        database.Rollouts.Add(row);
        database.RolloutSites.AddRange(request.SiteIds.Select((site, place) => new RolloutSiteRow
        {
            OrganisationId = owner,
            RolloutId = row.Id,
            SiteId = site,
            Place = place,
            Stage = place < request.First ? 0 : 1 + ((place - request.First) / request.Each),
            State = RolloutSiteState.Waiting,
            ChangedAt = now,
        }));
        audit.Add(owner, AuditAction.RolloutStarted, row.Id, null, Told(row, request.SiteIds.Count));
        // Before and after the commit: should this process end between, the later job finds the roll-out, or that nothing was committed.
        jobs.Schedule<RolloutJob>(job => job.RunAsync(owner, row.Id, 0, CancellationToken.None), TimeSpan.FromMinutes(1));
        await database.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<RolloutJob>(job => job.RunAsync(owner, row.Id, 0, CancellationToken.None));
        return (await ViewAsync(row, cancellationToken), null);
    }

    public async Task<IReadOnlyList<Rollout>> ListAsync(CancellationToken cancellationToken)
    {
        var views = new List<Rollout>();
        foreach (var row in await database.Rollouts.AsNoTracking().OrderByDescending(row => row.Id).Take(MostListed).ToListAsync(cancellationToken))
            views.Add(await ViewAsync(row, cancellationToken));
        return views;
    }

    public async Task<Rollout?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.Rollouts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row ? await ViewAsync(row, cancellationToken) : null;

    public async Task<(Rollout Rollout, bool IsDone)?> StepAsync(Guid id, RolloutStep step, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(database, id, cancellationToken) is not { } row)
            return null;
        var (before, next) = (row.State, Next(row.State, step));
        if (next is null)
            return (await ViewAsync(row, cancellationToken), false);
        row.State = next.Value;
        if (step == RolloutStep.Continue)
            await PassOverAsync(id, cancellationToken);
        if (before == RolloutState.Waiting && step == RolloutStep.Continue)
            row.Stage++;
        audit.Add(row.OrganisationId, ActionOf(step), id, $$"""{"state":"{{before}}"}""", $$"""{"state":"{{row.State}}"}""");
        if (row.State is RolloutState.Running or RolloutState.Undoing)
        {
            var (owner, number) = (row.OrganisationId, row.Step);
            jobs.Schedule<RolloutJob>(job => job.RunAsync(owner, id, number, CancellationToken.None), TimeSpan.FromMinutes(1));
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (row.State is RolloutState.Running or RolloutState.Undoing)
            jobs.Enqueue<RolloutJob>(job => job.RunAsync(row.OrganisationId, id, row.Step, CancellationToken.None));
        return (await ViewAsync(row, cancellationToken), true);
    }

    /// <summary>Part of the caller's transaction: of a person and a job, or of two jobs, one goes first.</summary>
    internal static Task<RolloutRow?> LockAsync(PlatformContext database, Guid id, CancellationToken cancellationToken) =>
        database.Rollouts.FromSql($"select * from platform.rollouts where id = {id} for no key update").SingleOrDefaultAsync(cancellationToken);

    internal static BulkChange ChangeOf(RolloutRow row) => JsonSerializer.Deserialize<BulkChange>(row.Change, Json)!;

    private static RolloutState? Next(RolloutState state, RolloutStep step) => (state, step) switch
    {
        (RolloutState.Waiting or RolloutState.Halted or RolloutState.Stopped, RolloutStep.Continue) => RolloutState.Running,
        (RolloutState.Running or RolloutState.Waiting or RolloutState.Halted, RolloutStep.Stop) => RolloutState.Stopped,
        (not (RolloutState.Undoing or RolloutState.Undone), RolloutStep.Undo) => RolloutState.Undoing,
        _ => null,
    };

    private static string ActionOf(RolloutStep step) => step switch
    {
        RolloutStep.Continue => AuditAction.RolloutContinued,
        RolloutStep.Stop => AuditAction.RolloutStopped,
        _ => AuditAction.RolloutUndone,
    };

    private static string Told(RolloutRow row, int sites) => $$"""{"change":{{row.Change}},"sites":{{sites}},"first":{{row.First}},"each":{{row.Each}},"automatic":{{(row.Automatic ? "true" : "false")}}}""";

    private async Task<BrokenRule?> CheckAsync(BulkChangeRequest request, CancellationToken cancellationToken)
    {
        if (request.SiteIds.Count is 0 or > IRollouts.MostSites)
            return new("count", "siteIds", $"A roll-out has 1 to {IRollouts.MostSites} sites.");
        if (request.SiteIds.Distinct().Count() < request.SiteIds.Count)
            return new("repeated", "siteIds", "A site is named twice.");
        if (request.First is < 1 or > IRollouts.MostSites)
            return new("range", "first", $"The first stage has 1 to {IRollouts.MostSites} sites.");
        if (request.Each is < 1 or > IRollouts.MostSites)
            return new("range", "each", $"A stage has 1 to {IRollouts.MostSites} sites.");
        if (request.Change == new BulkChange())
            return new("empty", "change", "The change names nothing to change.");
        if (request.Change.Calendar is { } calendar && Wholeness.HasGap(calendar))
            return new("required", "change.calendar", "A window is missing.");
        if (request.Change.Tariff?.LowTariff.Any(static span => span is null) == true)
            return new("required", "change.tariff.lowTariff", "A window is missing.");
        var known = await NamesAsync(request.SiteIds, cancellationToken);
        return request.SiteIds.Cast<Guid?>().FirstOrDefault(id => !known.ContainsKey(id!.Value)) is { } unknown
            ? new("unknown", "siteIds", $"There is no site {unknown} here.")
            : null;
    }

    private Task<Dictionary<Guid, string>> NamesAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        database.Sites.Where(site => ids.Contains(site.Id)).ToDictionaryAsync(site => site.Id, site => site.Name, cancellationToken);

    private Task<int> PassOverAsync(Guid id, CancellationToken cancellationToken) => database.RolloutSites
        .Where(site => site.RolloutId == id && (site.State == RolloutSiteState.Refused || site.State == RolloutSiteState.Silent))
        .ExecuteUpdateAsync(set => set.SetProperty(site => site.PassedOver, true), cancellationToken);

    private async Task<Rollout> ViewAsync(RolloutRow row, CancellationToken cancellationToken)
    {
        var sites = await (
            from site in database.RolloutSites
            where site.RolloutId == row.Id
            join known in database.Sites on site.SiteId equals known.Id
            orderby site.Place
            select new RolloutSite(site.SiteId, known.Name, site.Stage, site.State, site.Version, site.Code, site.Message, site.ChangedAt)).ToListAsync(cancellationToken);
        return new(row.Id, ChangeOf(row), row.State, row.Stage, row.First, row.Each, row.Automatic, row.CreatedBy, row.CreatedAt, sites);
    }
}
