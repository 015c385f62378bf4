using Clemap.Contracts.GridCommands;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.GridCommands;

/// <summary>Takes in how commands stand at devices and when these were held down. The same again changes nothing.</summary>
internal sealed class GridReporting(PlatformContext database, TimeProvider time)
{
    private const int MostLines = 500;
    private const double MostW = 100_000_000;
    private static readonly TimeSpan LongestAgo = TimeSpan.FromDays(400);

    /// <returns>The rule that the report breaks.</returns>
    public static BrokenRule? Check(GridReport report)
    {
        if (report.Commands.Count > MostLines || report.Restrictions.Count > MostLines)
            return new("too-many", "", $"A report has at most {MostLines} commands and {MostLines} restrictions.");
        foreach (var (i, command) in report.Commands.Index())
        {
            if (command is null)
                return new("required", $"commands[{i}]", "The command is missing.");
            if (!GridCommandState.All.Contains(command.State))
                return new("unknown", $"commands[{i}].state", $"The state must be one of {string.Join(", ", GridCommandState.All)}.");
            if (command.Code?.Length > 60 || command.Message?.Length > 500 || $"{command.Code}{command.Message}".Contains('\0', StringComparison.Ordinal))
                return new("length", $"commands[{i}]", "A code has at most 60 characters, a message 500, and neither a character zero.");
        }

        foreach (var (i, restriction) in report.Restrictions.Index())
        {
            if (restriction is null)
                return new("required", $"restrictions[{i}]", "The restriction is missing.");
            if (!RestrictionKind.All.Contains(restriction.Kind))
                return new("unknown", $"restrictions[{i}].kind", $"The kind must be one of {string.Join(", ", RestrictionKind.All)}.");
            if (new[] { restriction.ChargingBeforeW, restriction.ChargingDuringW, restriction.ImportBeforeW, restriction.ImportDuringW }.Any(powerW => Math.Abs(powerW ?? 0) > MostW))
                return new("out-of-range", $"restrictions[{i}]", $"A power is at most {MostW} W.");
        }

        return null;
    }

    /// <summary>Commands that are not this device's are passed over: nobody learns of another's.</summary>
    public async Task StoreAsync(DeviceIdentity device, GridReport report, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await EndThoseOfRetiredAsync(database, device.SiteId, cancellationToken);
        var ids = report.Commands.Select(command => command.Id).Concat(report.Restrictions.Select(restriction => restriction.CommandId).OfType<Guid>()).Distinct().ToArray();
        var targets = await database.GridTargets.FromSql($"select * from platform.grid_targets where id = any ({ids}) for no key update")
            .Where(row => row.SiteId == device.SiteId).ToDictionaryAsync(row => row.Id, cancellationToken);
        foreach (var command in report.Commands)
        {
            if (targets.TryGetValue(command.Id, out var target))
                Take(target, command);
        }

        var restrictionIds = report.Restrictions.Select(restriction => restriction.Id).ToArray();
        var known = await database.Restrictions.FromSql($"select * from platform.restrictions where id = any ({restrictionIds}) for no key update")
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        // What the device recorded for the organisation that had it before is nobody's here.
        foreach (var restriction in report.Restrictions.Where(restriction => device.HistoryFrom is not { } from || restriction.EndedAt is null || restriction.EndedAt >= from))
            Take(device, restriction, known, restriction.CommandId is { } id && targets.ContainsKey(id) ? id : null);
        if (await database.SaveChangesAsync(cancellationToken) > 0)
            await SiteSignals.SendAsync(database, device.SiteId, SiteChangeKind.GridOperator, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Ends what devices of the site recorded and can end no more, since they are retired: at the time at which they were last heard of. Whoever takes their place goes on with the commands, and
    /// records a restriction of its own.
    /// </summary>
    public static Task EndThoseOfRetiredAsync(PlatformContext database, Guid siteId, CancellationToken cancellationToken) => database.Database.ExecuteSqlAsync(
        $"""
         update platform.restrictions r set ended_at = greatest(r.began_at, d.last_seen_at)
         from platform.devices d
         where r.site_id = {siteId} and r.ended_at is null and d.organisation_id = r.organisation_id and d.id = r.device_id and d.state = 'Retired'
         """,
        cancellationToken);

    // What was told first stays: a later word that says the same, or less, changes nothing.
    private static void Take(GridTargetRow target, GridCommandReport command)
    {
        var at = command.At.ToUniversalTime();
        if (target.EndedAt is not null || target.RefusedCode is not null)
            return;
        switch (command.State)
        {
            case GridCommandState.Refused:
                (target.RefusedCode, target.RefusedMessage) = (command.Code ?? "refused", command.Message);
                break;
            case GridCommandState.Accepted:
                target.AcceptedAt ??= at;
                break;
            case GridCommandState.InForce:
                (target.AcceptedAt, target.BeganAt) = (target.AcceptedAt ?? at, target.BeganAt ?? at);
                break;
            default:
                (target.AcceptedAt, target.EndedAt) = (target.AcceptedAt ?? at, at);
                break;
        }
    }

    private void Take(DeviceIdentity device, RestrictionReport restriction, Dictionary<Guid, RestrictionRow> known, Guid? target)
    {
        if (!known.TryGetValue(restriction.Id, out var row))
        {
            known[restriction.Id] = row = new()
            {
                OrganisationId = device.OrganisationId,
                Id = restriction.Id,
                SiteId = device.SiteId,
                DeviceId = device.DeviceId,
                Kind = restriction.Kind,
                TargetId = target,
                BeganAt = Past(restriction.BeganAt),
                IsContactUnknown = restriction.IsContactUnknown == true,
            };
            database.Restrictions.Add(row);
        }

        // An end stays, and what is another device's is not touched.
        if (row.DeviceId != device.DeviceId || row.EndedAt is not null)
            return;
        row.EndedAt = restriction.EndedAt is { } ended ? Later(Past(ended), row.BeganAt) : null;
        (row.ChargingBeforeW, row.ChargingDuringW) = (restriction.ChargingBeforeW, restriction.ChargingDuringW);
        (row.ImportBeforeW, row.ImportDuringW) = (restriction.ImportBeforeW, restriction.ImportDuringW);
    }

    // A device whose clock was wrong cannot take back what it recorded then; refusing it would keep all it reports from ever arriving.
    private DateTimeOffset Past(DateTimeOffset at) => time.GetUtcNow() is var now && (at > now || at < now - LongestAgo) ? now : at.ToUniversalTime();

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
