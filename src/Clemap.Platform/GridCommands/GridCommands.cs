using System.Globalization;
using System.Text.Json;
using Clemap.Contracts.GridCommands;
using Clemap.LoadControl.GridOperator;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.GridCommands;

internal sealed class GridCommands(
    PlatformContext database, IOrganisationContext organisation, GridTargets targets, GridCallers callers, AuditTrail audit, TimeProvider time) : IGridCommands
{
    private const int UsualPage = 50;

    public Task<GridCommandGiven> GiveAsync(GridCommandFields fields, string? key, CancellationToken cancellationToken) => GiveAsync(fields, key, null, cancellationToken);

    /// <param name="source">Of <see cref="GridCommandSource"/>; <see langword="null"/> when somebody gives it here.</param>
    public async Task<GridCommandGiven> GiveAsync(GridCommandFields fields, string? key, string? source, CancellationToken cancellationToken)
    {
        if (SiteRules.CheckKey(key) is { } badKey)
            return new(null, false, [badKey]);
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Commands of one key follow each other: the second finds the first's. The same key names the same command: another was meant for something else, which would otherwise never be commanded.
        if (key is not null)
            await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"grid-command {owner} {organisation.ActorId} {key}"}, 0))", cancellationToken);
        if (key is not null && await database.GridCommands.AsNoTracking().SingleOrDefaultAsync(row => row.RequestKey == key && row.IssuedBy == organisation.ActorId, cancellationToken) is { } known)
            return GridCommandRules.HashOf(fields).AsSpan().SequenceEqual(known.RequestHash)
                ? new(await ViewAsync(known, cancellationToken), false, [])
                : new(null, false, [new("taken", "Idempotency-Key", "This key has commanded something else.")]);
        if (GridCommandRules.Check(fields, time.GetUtcNow()) is { Count: > 0 } broken)
            return new(null, false, broken);
        var (whom, unknown) = await targets.ResolveAsync(fields.Targets!, cancellationToken);
        if (unknown.Count > 0)
            return new(null, false, unknown);
        if (whom.Count > GridCommandRules.MostTargets)
            return new(null, false, [new("too-many", "targets", $"A command is for at most {GridCommandRules.MostTargets} targets.")]);

        var command = Row(fields, owner, key, source);
        database.GridCommands.Add(command);
        var full = await FullSitesAsync(whom, cancellationToken);
        foreach (var target in whom)
            database.GridTargets.Add(new()
            {
                OrganisationId = owner,
                Id = Guid.CreateVersion7(),
                CommandId = command.Id,
                SiteId = target.Site.SiteId,
                DeviceId = target.Site.DeviceId,
                CircuitId = target.CircuitId,
                StationId = target.StationId,
                RefusedCode = Refusal(target, command) ?? (full.Contains(target.Site.SiteId) ? "too-many" : null),
            });
        audit.Add(owner, AuditAction.GridCommandGiven, command.Id, null, Told(command, whom.Count));
        await database.SaveChangesAsync(cancellationToken);
        foreach (var site in whom.Select(target => target.Site.SiteId).Distinct())
            await SiteSignals.SendAsync(database, site, SiteChangeKind.GridOperator, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(await ViewAsync(command, cancellationToken), true, []);
    }

    public async Task<GridCommandPreview> PreviewAsync(GridCommandFields fields, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (GridCommandRules.Check(fields, now) is { Count: > 0 } broken)
            return new([], broken);
        var (whom, unknown) = await targets.ResolveAsync(fields.Targets!, cancellationToken);
        if (unknown.Count > 0)
            return new([], unknown);
        var command = Row(fields, Guid.Empty, null, null);
        return new([.. whom.OrderBy(target => target.Site.Name, StringComparer.Ordinal).Select(target => Preview(target, command, now))], []);
    }

    public async Task<GridCommandPage> ListAsync(GridCommandFilter filter, CancellationToken cancellationToken)
    {
        IQueryable<GridCommandRow> rows = database.GridCommands.AsNoTracking();
        if (filter.Before is { } before)
            rows = rows.Where(row => row.Id.CompareTo(before) < 0);
        var size = filter.Limit ?? UsualPage;
        // Ids are version 7: their order is the order of time.
        var found = await rows.OrderByDescending(row => row.Id).Take(size + 1).ToListAsync(cancellationToken);
        var shown = found.Take(size).ToList();
        var ids = shown.ConvertAll(row => row.Id);
        var at = (await (
            from target in database.GridTargets.AsNoTracking()
            where ids.Contains(target.CommandId)
            from device in database.Devices.Where(device => device.SiteId == target.SiteId && device.State != DeviceState.Retired).DefaultIfEmpty()
            select new { Target = target, LastSeenAt = device!.LastSeenAt }).ToListAsync(cancellationToken)).ToLookup(row => row.Target.CommandId);
        var now = time.GetUtcNow();
        var own = new Dictionary<Guid, bool>();
        foreach (var issuer in shown.Select(row => row.IssuedBy ?? Guid.Empty).Distinct())
            own[issuer] = await callers.MayTakeBackAsync(issuer == Guid.Empty ? null : issuer, cancellationToken);
        return new(
            shown.ConvertAll(row => new GridCommandLine(
                row.Id, row.Scope, row.LimitA, row.LimitW, Percent(row), IsLock(row), row.FromAt, row.UntilAt, row.Reason, row.IssuedAt,
                at[row.Id].CountBy(target => GridTargetState.Of(target.Target, row.UntilAt, target.LastSeenAt, now)).ToDictionary(), row.Source, own[row.IssuedBy ?? Guid.Empty])),
            found.Count > size ? shown[^1].Id : null);
    }

    public async Task<GridCommandView?> FindAsync(Guid commandId, CancellationToken cancellationToken) =>
        await database.GridCommands.AsNoTracking().SingleOrDefaultAsync(row => row.Id == commandId, cancellationToken) is { } row ? await ViewAsync(row, cancellationToken) : null;

    public async Task<GridCommandCancelling> CancelAsync(Guid commandId, CancellationToken cancellationToken)
    {
        if (await database.GridCommands.AsNoTracking().SingleOrDefaultAsync(row => row.Id == commandId, cancellationToken) is not { } command)
            return new(null);
        if (!await callers.MayTakeBackAsync(command.IssuedBy, cancellationToken))
            return new(null, IsAnothers: true);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var open = await database.GridTargets.FromSql($"select * from platform.grid_targets where command_id = {commandId} for no key update")
            .Where(row => row.CancelledAt == null && row.EndedAt == null && row.RefusedCode == null).ToListAsync(cancellationToken);
        if (open.Count > 0 && now < command.UntilAt)
        {
            open.ForEach(row => row.CancelledAt = now);
            audit.Add(command.OrganisationId, AuditAction.GridCommandCancelled, commandId, Told(command, open.Count), Told(command, 0));
            await database.SaveChangesAsync(cancellationToken);
            foreach (var site in open.Select(row => row.SiteId).Distinct())
                await SiteSignals.SendAsync(database, site, SiteChangeKind.GridOperator, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(await ViewAsync(command, cancellationToken));
    }

    public async Task<IReadOnlyList<GridTargetSite>> TargetsAsync(CancellationToken cancellationToken)
    {
        var groups = (await database.MeteringGroups.AsNoTracking().OrderBy(group => group.Name).ToListAsync(cancellationToken)).ToLookup(group => group.SiteId);
        var now = time.GetUtcNow();
        return [.. (await targets.SitesAsync(null, cancellationToken)).Values.OrderBy(site => site.Name, StringComparer.Ordinal).Select(site => new GridTargetSite(
            site.SiteId, site.Name, GridTargetState.IsOffline(site.LastSeenAt, now), [.. groups[site.SiteId].Select(group => new GridTargetGroup(group.Id, group.Name))]))];
    }

    private async Task<GridCommandView> ViewAsync(GridCommandRow row, CancellationToken cancellationToken)
    {
        var rows = await (
            from target in database.GridTargets.AsNoTracking()
            where target.CommandId == row.Id
            join site in database.Sites on target.SiteId equals site.Id
            from device in database.Devices.Where(device => device.SiteId == target.SiteId && device.State != DeviceState.Retired).DefaultIfEmpty()
            orderby site.Name, target.Id
            select new { Target = target, site.Name, LastSeenAt = device!.LastSeenAt }).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(found => found.Target.Id);
        var effects = (await database.Restrictions.AsNoTracking().Where(restriction => restriction.TargetId != null && ids.Contains(restriction.TargetId.Value)).ToListAsync(cancellationToken))
            .GroupBy(restriction => restriction.TargetId!.Value).ToDictionary(group => group.Key, group => group.MaxBy(restriction => restriction.BeganAt)!);
        var now = time.GetUtcNow();
        return new(
            row.Id, row.Scope, row.LimitA, row.LimitW, Percent(row), IsLock(row), row.FromAt, row.UntilAt, row.RampS, row.ReturnWithinS, row.Reason, row.IssuedAt, row.IssuedBy,
            rows.ConvertAll(found => new GridTargetView(
                found.Target.Id, found.Target.SiteId, found.Name, found.Target.CircuitId, found.Target.StationId, GridTargetState.Of(found.Target, row.UntilAt, found.LastSeenAt, now),
                GridTargetState.IsOffline(found.LastSeenAt, now), found.Target.AcceptedAt, found.Target.BeganAt, found.Target.EndedAt, found.Target.CancelledAt,
                found.Target.RefusedCode, found.Target.RefusedMessage,
                effects.GetValueOrDefault(found.Target.Id) is { } effect ? new(effect.ChargingBeforeW, effect.ChargingDuringW, effect.ImportBeforeW, effect.ImportDuringW) : null)),
            row.Source, await callers.MayTakeBackAsync(row.IssuedBy, cancellationToken));
    }

    /// <summary>Sites that have as many open targets as a device carries out, or would have.</summary>
    private async Task<HashSet<Guid>> FullSitesAsync(IReadOnlyList<Target> whom, CancellationToken cancellationToken)
    {
        var more = whom.CountBy(target => target.Site.SiteId).ToDictionary();
        var now = time.GetUtcNow();
        var open = await (
            from target in database.GridTargets.AsNoTracking()
            where more.Keys.Contains(target.SiteId) && target.EndedAt == null && target.CancelledAt == null && target.RefusedCode == null
            join command in database.GridCommands on target.CommandId equals command.Id
            where command.UntilAt > now
            group target by target.SiteId into site
            select new { site.Key, Count = site.Count() }).ToDictionaryAsync(site => site.Key, site => site.Count, cancellationToken);
        return [.. more.Where(site => site.Value + open.GetValueOrDefault(site.Key) > GridCommandRules.MostTargets).Select(site => site.Key)];
    }

    private GridCommandRow Row(GridCommandFields fields, Guid owner, string? key, string? source)
    {
        var now = time.GetUtcNow();
        return new()
        {
            OrganisationId = owner,
            Id = Guid.CreateVersion7(),
            RequestKey = key,
            RequestHash = key is null ? null : GridCommandRules.HashOf(fields),
            Source = source,
            Scope = fields.Scope ?? GridCommandScope.Charging,
            LimitA = fields.LimitA,
            LimitW = fields.LimitW,
            LimitPercent = fields.Lock == true ? 0 : fields.LimitPercent,
            FromAt = Whole(fields.From ?? now),
            UntilAt = Whole(fields.Until!.Value),
            RampS = fields.RampS ?? 0,
            ReturnWithinS = fields.ReturnWithinS ?? GridCommandRules.UsualReturnS,
            Reason = fields.Reason!.Trim(),
            IssuedAt = Whole(now),
            IssuedBy = organisation.ActorId,
        };
    }

    private static GridTargetPreview Preview(Target target, GridCommandRow command, DateTimeOffset now)
    {
        var refusal = Refusal(target, command);
        var figures = refusal is null or "no-base" && target.Site.Model is { } model
            ? new GridOrders(SiteModelRules.Topology(model)).Preview(Order(target, command))
            : ((double CanTakeW, double LeavesW)?)null;
        return new(
            target.Site.SiteId, target.Site.Name, target.CircuitId, target.StationId, target.Part, figures?.CanTakeW, figures?.LeavesW,
            GridTargetState.IsOffline(target.Site.LastSeenAt, now), refusal);
    }

    // What the device would say, said at once where it is known.
    private static string? Refusal(Target target, GridCommandRow command) => target.Site switch
    {
        { DeviceId: null } => "no-device",
        { Model: null } => "no-site-model",
        { Model: var model } => new GridOrders(SiteModelRules.Topology(model)).Refusal(Order(target, command)),
    };

    private static GridOrder Order(Target target, GridCommandRow command) => new(
        command.Id, target.CircuitId, command.Scope == GridCommandScope.Connection ? ReductionScope.Connection : ReductionScope.Charging, GridCommandRules.LimitOf(command),
        command.FromAt, command.UntilAt, TimeSpan.Zero, TimeSpan.Zero, StationId: target.StationId);

    private static bool IsLock(GridCommandRow row) => row.LimitPercent == 0;

    private static double? Percent(GridCommandRow row) => IsLock(row) ? null : row.LimitPercent;

    // A database keeps microseconds: what is answered now and read later shall be the same.
    internal static DateTimeOffset Whole(DateTimeOffset at) => at.ToUniversalTime() is var utc ? utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond)) : default;

    private static string Told(GridCommandRow row, int targets) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["limit"] = row switch
        {
            { LimitA: { } perPhaseA } => string.Create(CultureInfo.InvariantCulture, $"{perPhaseA} A"),
            { LimitW: { } totalW } => string.Create(CultureInfo.InvariantCulture, $"{totalW} W"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{row.LimitPercent} %"),
        },
        ["scope"] = row.Scope,
        ["from"] = row.FromAt.ToString("O", CultureInfo.InvariantCulture),
        ["until"] = row.UntilAt.ToString("O", CultureInfo.InvariantCulture),
        ["reason"] = row.Reason,
        ["targets"] = targets.ToString(CultureInfo.InvariantCulture),
    });
}
