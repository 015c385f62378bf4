using System.Text.Json;
using Clemap.Contracts;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.DesiredState.Rollouts;

/// <summary>
/// Moves a roll-out on by what can be done now, and looks again in a moment. Each run has a number; the next is scheduled before this one is noted, so that none is lost when the process
/// ends anywhere, and one that comes a second time finds its number passed. Of one roll-out one run goes at a time. A site is changed and noted in one transaction: it is changed once.
/// </summary>
internal sealed class RolloutJob(IServiceProvider services, IBackgroundJobClient jobs, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task RunAsync(Guid organisationId, Guid rolloutId, long step, CancellationToken cancellationToken)
    {
        // Its transaction holds the turn; it ends with this run, or with the process.
        await using var turn = services.CreateOrganisationScope(organisationId);
        var holder = turn.ServiceProvider.GetRequiredService<PlatformContext>().Database;
        await using var held = await holder.BeginTransactionAsync(cancellationToken);
        if (!await holder.SqlQuery<bool>($"""select pg_try_advisory_xact_lock(hashtextextended({$"rollout-run {rolloutId}"}, 0)) as "Value" """).SingleAsync(cancellationToken))
        {
            jobs.Schedule<RolloutJob>(job => job.RunAsync(organisationId, rolloutId, step, CancellationToken.None), Pause);
            return;
        }

        if (await BeginAsync(organisationId, rolloutId, step, cancellationToken) is not { } begun)
            return;
        await using var scope = services.CreateOrganisationScope(organisationId, begun.MovedBy);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var wanted = scope.ServiceProvider.GetRequiredService<DesiredStates>();
        if (begun.State == RolloutState.Undoing)
            await UndoAsync(database, wanted, begun, cancellationToken);
        else
            await GoOnAsync(database, wanted, begun, cancellationToken);
    }

    /// <returns><see langword="null"/> when there is nothing to do, or this run was done before.</returns>
    private async Task<RolloutRow?> BeginAsync(Guid organisationId, Guid rolloutId, long step, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await Rollouts.LockAsync(database, rolloutId, cancellationToken) is not { State: RolloutState.Running or RolloutState.Undoing } row || row.Step > step)
            return null;
        var next = step + 1;
        jobs.Schedule<RolloutJob>(job => job.RunAsync(organisationId, rolloutId, next, CancellationToken.None), Pause);
        row.Step = next;
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    private async Task GoOnAsync(PlatformContext database, DesiredStates wanted, RolloutRow begun, CancellationToken cancellationToken)
    {
        var change = Rollouts.ChangeOf(begun);
        do
        {
            var waiting = await (
                from site in database.RolloutSites
                where site.RolloutId == begun.Id && site.State == RolloutSiteState.Waiting && site.Stage <= database.Rollouts.First(row => row.Id == begun.Id).Stage
                orderby site.Place
                select site.SiteId).ToListAsync(cancellationToken);
            foreach (var site in waiting)
            {
                if (!await OneAsync(database, begun, site, own => SendAsync(database, wanted, change, own, cancellationToken), cancellationToken))
                    return;
            }
        }
        while (await ConcludeAsync(database, begun.Id, cancellationToken));
    }

    private async Task UndoAsync(PlatformContext database, DesiredStates wanted, RolloutRow begun, CancellationToken cancellationToken)
    {
        var own = database.RolloutSites.AsNoTracking().Where(site => site.RolloutId == begun.Id);
        var written = await Standings().Where(site => site.Site.VersionBefore != null && site.State != RolloutSiteState.Undone && site.State != RolloutSiteState.Kept && site.State != RolloutSiteState.DeviceReplaced)
            .OrderByDescending(site => site.Site.Place).Select(site => site.Site.SiteId).ToListAsync(cancellationToken);
        foreach (var site in written)
        {
            if (!await OneAsync(database, begun, site, row => TakeBackAsync(wanted, row, cancellationToken), cancellationToken))
                return;
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await Rollouts.LockAsync(database, begun.Id, cancellationToken) is { State: RolloutState.Undoing } row)
            row.State = await Standings().AnyAsync(site => site.State == RolloutSiteState.NotUndone, cancellationToken) ? RolloutState.UndoneInPart : RolloutState.Undone;
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        IQueryable<RolloutStanding> Standings() => RolloutStandings.Of(database, own, time.GetUtcNow());
    }

    /// <summary>One site in one transaction, as long as nobody did another step: stopped it, or goes on in another name.</summary>
    private static async Task<bool> OneAsync(PlatformContext database, RolloutRow begun, Guid siteId, Func<RolloutSiteRow, Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var row = await Rollouts.LockAsync(database, begun.Id, cancellationToken);
        var goesOn = row?.State == begun.State && row.MovedBy == begun.MovedBy;
        if (goesOn)
        {
            await work(await database.RolloutSites.SingleAsync(site => site.RolloutId == begun.Id && site.SiteId == siteId, cancellationToken));
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        database.ChangeTracker.Clear();
        return goesOn;
    }

    private async Task SendAsync(PlatformContext database, DesiredStates wanted, BulkChange change, RolloutSiteRow site, CancellationToken cancellationToken)
    {
        if (site.State != RolloutSiteState.Waiting)
            return;
        var (result, device, before) = await wanted.ChangeAsync(site.SiteId, change.At, cancellationToken);
        site.ChangedAt = time.GetUtcNow();
        if (result.Document is not { } document)
        {
            (site.State, site.Code, site.Message) = (RolloutSiteState.Refused, result.Code, result.Message);
            return;
        }

        (site.DeviceId, site.Version, site.VersionBefore) = (device, document.Version, document.Version == before ? null : before);
        // The device may have taken or refused long ago what it is asked for. What it says from here on waits for this transaction, which holds its row.
        var json = await database.ReportedStates.Where(report => report.DeviceId == device).Select(report => report.Document).SingleOrDefaultAsync(cancellationToken);
        site.Note(json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.ReportedState), site.ChangedAt);
    }

    private async Task TakeBackAsync(DesiredStates wanted, RolloutSiteRow site, CancellationToken cancellationToken)
    {
        var result = await wanted.RestoreAsync(site.SiteId, site.DeviceId, site.VersionBefore!.Value, site.Version, cancellationToken);
        if (result.Code == DesiredStates.DeviceReplaced)
            return;
        var state = result switch
        {
            { Document: not null } or { Code: DesiredStates.NothingToRestore } => RolloutSiteState.Undone,
            { Problem: DesiredStateProblem.VersionConflict } => RolloutSiteState.Kept,
            _ => RolloutSiteState.NotUndone,
        };
        (site.State, site.ChangedAt) = (state, time.GetUtcNow());
        (site.Code, site.Message) = state == RolloutSiteState.Undone ? (null, null) : (result.Code, result.Message);
    }

    /// <returns>True when the next stage begins.</returns>
    private async Task<bool> ConcludeAsync(PlatformContext database, Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await Rollouts.LockAsync(database, id, cancellationToken) is not { State: RolloutState.Running } row)
            return false;
        var all = database.RolloutSites.AsNoTracking().Where(site => site.RolloutId == id);
        var stage = row.Stage;
        var current = RolloutStandings.Of(database, all.Where(site => site.Stage <= stage), time.GetUtcNow());
        if (await current.InTrouble().AnyAsync(site => !site.Site.PassedOver, cancellationToken))
            row.State = RolloutState.Halted;
        else if (await current.AnyAsync(site => site.State == RolloutSiteState.Waiting || site.State == RolloutSiteState.Wanted, cancellationToken))
            return false;
        else if (!await all.AnyAsync(site => site.Stage > stage, cancellationToken))
            row.State = RolloutState.Done;
        else if (row is { Stage: 0, Automatic: false })
            row.State = RolloutState.Waiting;
        else
            row.Stage++;
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        database.ChangeTracker.Clear();
        return row.Stage > stage;
    }
}
