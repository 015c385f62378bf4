using System.Text.Json;
using Clemap.Contracts;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.DesiredState.Rollouts;

/// <summary>
/// Moves a roll-out on by what can be done now, and looks again in a moment. Each run has a number; the next is scheduled before this one is noted, so that none is lost when the process
/// ends anywhere, and one that comes a second time finds its number passed. A site is changed and noted in one transaction: it is changed once.
/// </summary>
internal sealed class RolloutJob(IServiceProvider services, IBackgroundJobClient jobs, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>A device that has not answered for so long halts the roll-out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task RunAsync(Guid organisationId, Guid rolloutId, long step, CancellationToken cancellationToken)
    {
        if (await BeginAsync(organisationId, rolloutId, step, cancellationToken) is not { } begun)
            return;
        await using var scope = services.CreateOrganisationScope(organisationId, begun.CreatedBy);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var wanted = scope.ServiceProvider.GetRequiredService<DesiredStates>();
        if (begun.State == RolloutState.Undoing)
            await UndoAsync(database, wanted, rolloutId, cancellationToken);
        else
            await GoOnAsync(database, wanted, rolloutId, cancellationToken);
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

    private async Task GoOnAsync(PlatformContext database, DesiredStates wanted, Guid id, CancellationToken cancellationToken)
    {
        var sites = await database.RolloutSites.AsNoTracking().Where(site => site.RolloutId == id).OrderBy(site => site.Place).ToListAsync(cancellationToken);
        var stage = await database.Rollouts.Where(row => row.Id == id).Select(row => row.Stage).SingleAsync(cancellationToken);
        foreach (var site in sites.Where(site => site.State == RolloutSiteState.Waiting && site.Stage <= stage))
        {
            if (!await OneAsync(database, id, site.SiteId, RolloutState.Running, (row, own) => SendAsync(wanted, Rollouts.ChangeOf(row), own, cancellationToken), cancellationToken))
                return;
        }

        foreach (var site in sites.Where(site => site.State is RolloutSiteState.Wanted or RolloutSiteState.Silent))
            await OneAsync(database, id, site.SiteId, RolloutState.Running, (_, own) => LookAsync(database, own, cancellationToken), cancellationToken);
        await ConcludeAsync(database, id, cancellationToken);
    }

    private async Task UndoAsync(PlatformContext database, DesiredStates wanted, Guid id, CancellationToken cancellationToken)
    {
        var written = await database.RolloutSites.AsNoTracking()
            .Where(site => site.RolloutId == id && site.Version != null && site.State != RolloutSiteState.Undone && site.State != RolloutSiteState.Kept)
            .OrderByDescending(site => site.Place).Select(site => site.SiteId).ToListAsync(cancellationToken);
        foreach (var site in written)
            await OneAsync(database, id, site, RolloutState.Undoing, (_, own) => TakeBackAsync(wanted, own, cancellationToken), cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await Rollouts.LockAsync(database, id, cancellationToken) is { State: RolloutState.Undoing } row)
            row.State = RolloutState.Undone;
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        database.ChangeTracker.Clear();
    }

    /// <summary>One site in one transaction, as long as nobody stopped the roll-out.</summary>
    private static async Task<bool> OneAsync(
        PlatformContext database, Guid id, Guid siteId, RolloutState during, Func<RolloutRow, RolloutSiteRow, Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var row = await Rollouts.LockAsync(database, id, cancellationToken);
        var goesOn = row?.State == during;
        if (goesOn)
        {
            await work(row!, await database.RolloutSites.SingleAsync(site => site.RolloutId == id && site.SiteId == siteId, cancellationToken));
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        database.ChangeTracker.Clear();
        return goesOn;
    }

    private async Task SendAsync(DesiredStates wanted, BulkChange change, RolloutSiteRow site, CancellationToken cancellationToken)
    {
        if (site.State != RolloutSiteState.Waiting)
            return;
        var (result, before) = await wanted.ChangeAsync(site.SiteId, change.At, cancellationToken);
        (site.Code, site.Message, site.ChangedAt) = (result.Code, result.Message, time.GetUtcNow());
        (site.State, site.Version, site.VersionBefore) = result switch
        {
            { Document: null } => (RolloutSiteState.Refused, (long?)null, (long?)null),
            { Document.Version: var version } when version == before => (RolloutSiteState.Unchanged, null, null),
            { Document.Version: var version } => (RolloutSiteState.Wanted, version, before),
        };
    }

    private async Task LookAsync(PlatformContext database, RolloutSiteRow site, CancellationToken cancellationToken)
    {
        var json = await (
            from device in database.Devices
            where device.SiteId == site.SiteId && device.State != DeviceState.Retired
            join report in database.ReportedStates on device.Id equals report.DeviceId
            select report.Document).SingleOrDefaultAsync(cancellationToken);
        var reported = json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.ReportedState);
        var state = reported?.Version >= site.Version ? RolloutSiteState.InForce
            : reported?.Refused?.Version == site.Version ? RolloutSiteState.Refused
            : time.GetUtcNow() - site.ChangedAt > Patience ? RolloutSiteState.Silent
            : site.State;
        if (state == site.State)
            return;
        (site.State, site.ChangedAt) = (state, time.GetUtcNow());
        (site.Code, site.Message) = state == RolloutSiteState.Refused ? (reported!.Refused!.Code, reported.Refused.Message) : (null, null);
    }

    private async Task TakeBackAsync(DesiredStates wanted, RolloutSiteRow site, CancellationToken cancellationToken)
    {
        var result = await wanted.RestoreAsync(site.SiteId, site.VersionBefore!.Value, site.Version, cancellationToken);
        (site.State, site.ChangedAt) = (result.Document is null ? RolloutSiteState.Kept : RolloutSiteState.Undone, time.GetUtcNow());
        (site.Code, site.Message) = (result.Code, result.Message);
    }

    private static async Task ConcludeAsync(PlatformContext database, Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await Rollouts.LockAsync(database, id, cancellationToken) is { State: RolloutState.Running } row)
        {
            var sites = await database.RolloutSites.AsNoTracking().Where(site => site.RolloutId == id).ToListAsync(cancellationToken);
            var current = sites.Where(site => site.Stage <= row.Stage).ToList();
            if (current.Any(site => site.State is RolloutSiteState.Refused or RolloutSiteState.Silent && !site.PassedOver))
                row.State = RolloutState.Halted;
            else if (current.Any(site => site.State is RolloutSiteState.Waiting or RolloutSiteState.Wanted))
                return;
            else if (sites.Count == current.Count)
                row.State = RolloutState.Done;
            else if (row is { Stage: 0, Automatic: false })
                row.State = RolloutState.Waiting;
            else
                row.Stage++;
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        database.ChangeTracker.Clear();
    }
}
