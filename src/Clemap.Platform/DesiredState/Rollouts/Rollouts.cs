using System.Text.Json;
using System.Text.Json.Nodes;
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
    PlatformContext database, IOrganisationContext organisation, DesiredStates wanted, IBackgroundJobClient jobs, AuditTrail audit, AuditNames names, TimeProvider time) : IRollouts
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
        var (owner, now) = (organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope."), time.GetUtcNow());
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Those of one key follow each other: the second finds the first's.
        if (key is not null)
            await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"rollout {owner} {organisation.ActorId} {key}"}, 0))", cancellationToken);
        if (key is not null && await database.Rollouts.AsNoTracking().SingleOrDefaultAsync(row => row.CreationKey == key && row.CreatedBy == organisation.ActorId, cancellationToken) is { } known)
            return await AgainAsync(known, request, cancellationToken);
        if (await CheckAsync(request, cancellationToken) is { } broken)
            return (null, broken);

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
            MovedBy = organisation.ActorId,
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
        await transaction.CommitAsync(cancellationToken);
        jobs.Enqueue<RolloutJob>(job => job.RunAsync(owner, row.Id, 0, CancellationToken.None));
        return (await ViewAsync(row, new(), cancellationToken), null);
    }

    public async Task<IReadOnlyList<Rollout>> ListAsync(CancellationToken cancellationToken) =>
        await ViewsAsync(await database.Rollouts.AsNoTracking().OrderByDescending(row => row.Id).Take(MostListed).ToListAsync(cancellationToken), cancellationToken);

    public async Task<Rollout?> FindAsync(Guid id, RolloutSitePage page, CancellationToken cancellationToken) =>
        await database.Rollouts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row ? await ViewAsync(row, page, cancellationToken) : null;

    public async Task<(Rollout Rollout, bool IsDone)?> StepAsync(Guid id, RolloutStep step, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(database, id, cancellationToken) is not { } row)
            return null;
        var (before, next) = (row.State, Next(row.State, step));
        if (next is null)
            return (await ViewAsync(row, new(), cancellationToken), false);
        (row.State, row.MovedBy) = (next.Value, organisation.ActorId);
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
        return (await ViewAsync(row, new(), cancellationToken), true);
    }

    /// <summary>Part of the caller's transaction: of a person and a job one goes first.</summary>
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

    private async Task PassOverAsync(Guid id, CancellationToken cancellationToken)
    {
        var own = database.RolloutSites.Where(site => site.RolloutId == id);
        var troubled = await RolloutStandings.Of(database, own, time.GetUtcNow()).InTrouble().Select(site => site.Site.SiteId).ToListAsync(cancellationToken);
        await own.Where(site => troubled.Contains(site.SiteId)).ExecuteUpdateAsync(set => set.SetProperty(site => site.PassedOver, true), cancellationToken);
    }

    // The same key names the same roll-out: with another it was meant for something else, which would otherwise never be rolled out.
    private async Task<(Rollout? Rollout, BrokenRule? Broken)> AgainAsync(RolloutRow known, BulkChangeRequest request, CancellationToken cancellationToken)
    {
        var sites = await database.RolloutSites.Where(site => site.RolloutId == known.Id).OrderBy(site => site.Place).Select(site => site.SiteId).ToListAsync(cancellationToken);
        var isSame = JsonNode.DeepEquals(JsonSerializer.SerializeToNode(ChangeOf(known), Json), JsonSerializer.SerializeToNode(request.Change, Json))
            && (request.First, request.Each, request.Automatic) == (known.First, known.Each, known.Automatic) && sites.SequenceEqual(request.SiteIds);
        if (!isSame)
            return (null, new("taken", "Idempotency-Key", "This key has begun something else."));
        return (await ViewAsync(known, new(), cancellationToken), null);
    }

    private async Task<Rollout> ViewAsync(RolloutRow row, RolloutSitePage page, CancellationToken cancellationToken)
    {
        var own = database.RolloutSites.AsNoTracking().Where(site => site.RolloutId == row.Id && (page.After == null || site.Place > page.After));
        var standings = RolloutStandings.Of(database, own, time.GetUtcNow());
        var found = await (
            from site in page.IsTroubleOnly ? standings.InTrouble() : standings
            join known in database.Sites on site.Site.SiteId equals known.Id
            orderby site.Site.Place
            select new
            {
                site.Site,
                site.State,
                known.Name,
                IsChangedSince = site.State != RolloutSiteState.Undone && database.DesiredStates.Any(version => version.DeviceId == site.Site.DeviceId && version.Version > site.Site.Version),
            }).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var shown = found.Take(page.Limit).ToList();
        return (await ViewsAsync([row], cancellationToken))[0] with
        {
            Sites = shown.ConvertAll(site => new RolloutSite(
                site.Site.SiteId, site.Name, site.Site.Stage, site.State, site.Site.Version, site.Site.Code, site.Site.Message,
                site.State == RolloutSiteState.Silent ? site.Site.ChangedAt + RolloutStandings.Patience : site.Site.ChangedAt, site.IsChangedSince)),
            Next = found.Count > page.Limit ? shown[^1].Site.Place : null,
        };
    }

    /// <summary>Without sites.</summary>
    private async Task<List<Rollout>> ViewsAsync(List<RolloutRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var counts = (await RolloutStandings.Of(database, database.RolloutSites.Where(site => ids.Contains(site.RolloutId)), time.GetUtcNow())
            .GroupBy(site => new { site.Site.RolloutId, site.State })
            .Select(group => new { group.Key.RolloutId, group.Key.State, Count = group.Count() }).ToListAsync(cancellationToken)).ToLookup(group => group.RolloutId);
        var known = await names.OfAsync([.. rows.Select(row => row.CreatedBy).Concat(rows.Select(row => row.MovedBy)).OfType<Guid>().Distinct()], cancellationToken);
        return rows.ConvertAll(row => new Rollout(
            row.Id, ChangeOf(row), row.State, row.Stage, row.First, row.Each, row.Automatic, row.CreatedBy, Named(row.CreatedBy), row.MovedBy, Named(row.MovedBy), row.CreatedAt,
            counts[row.Id].ToDictionary(group => group.State, group => group.Count), [], null));

        string? Named(Guid? id) => id is { } one ? known.GetValueOrDefault(one) : null;
    }
}
