using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clemap.Platform.Actions;

internal sealed class Actions(PlatformContext database, IOrganisationContext organisation, AuditTrail audit, TimeProvider time) : IActions
{
    /// <summary>Open ones of one site: each is sent again with each other's change.</summary>
    private const int MostOpen = 50;

    private const int UsualPage = 50;
    private static readonly BrokenRule Taken = new("taken", "Idempotency-Key", "This key has ordered another action.");

    public async Task<ActionOrdered> OrderAsync(Guid siteId, ActionFields fields, string? key, CancellationToken cancellationToken)
    {
        if (!await database.Sites.AnyAsync(site => site.Id == siteId, cancellationToken))
            return new(null, false, []);
        if (SiteRules.CheckKey(key) is { } badKey)
            return new(null, false, [badKey]);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Orders to one device follow each other: of two with one key the second finds the first's.
        var device = await database.Devices.FromSql($"select * from platform.devices where site_id = {siteId} and state <> 'Retired' for no key update")
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (key is not null && await database.Actions.AsNoTracking().SingleOrDefaultAsync(row => row.RequestKey == key && row.IssuedBy == organisation.ActorId, cancellationToken) is { } known)
            return (known.SiteId, known.StationId, known.Kind) == (siteId, fields.StationId, fields.Kind) ? new(View(known), false, []) : new(null, false, [Taken]);
        if (device is null)
            return new(null, false, [new("no-device", "", "No device stands at this site.")]);
        if (await ModelAsync(device.Id, cancellationToken) is not { } model)
            return new(null, false, [new("no-site-model", "", "The device has not reported yet what is commissioned at this site.")]);
        if (ActionRules.Check(fields, model) is { Count: > 0 } broken)
            return new(null, false, broken);
        var now = Now();
        if (await database.Actions.CountAsync(row => row.DeviceId == device.Id && row.Outcome == null && row.CancelledAt == null && row.ExpiresAt > now, cancellationToken) >= MostOpen)
            return new(null, false, [new("too-many", "", $"At one site at most {MostOpen} actions are open at once.")]);

        var made = new ActionRow
        {
            OrganisationId = device.OrganisationId,
            Id = Guid.CreateVersion7(),
            SiteId = siteId,
            DeviceId = device.Id,
            StationId = fields.StationId!.Value,
            Kind = fields.Kind!,
            Card = fields.Card?.Trim(),
            Text = fields.Text?.Trim(),
            RequestKey = key,
            IssuedAt = now,
            IssuedBy = organisation.ActorId,
            ExpiresAt = now.AddSeconds(fields.ExpiresInS ?? ActionRules.UsualLifeS),
        };
        database.Actions.Add(made);
        audit.Add(made.OrganisationId, AuditAction.ActionOrdered, siteId, null, Told(made, ActionState.Queued));
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException problem) when (problem.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // At once at another site, or at one that the caller reaches no more.
            return new(null, false, [Taken]);
        }

        await SiteSignals.SendAsync(database, siteId, SiteChangeKind.Actions, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(View(made), true, []);
    }

    public async Task<ActionPage?> ListAsync(Guid siteId, ActionFilter filter, CancellationToken cancellationToken)
    {
        if (!await database.Sites.AnyAsync(site => site.Id == siteId, cancellationToken))
            return null;
        var rows = database.Actions.AsNoTracking().Where(row => row.SiteId == siteId);
        if (filter.StationId is { } station)
            rows = rows.Where(row => row.StationId == station);
        if (filter.Before is { } before)
            rows = rows.Where(row => row.Id.CompareTo(before) < 0);
        var size = filter.Limit ?? UsualPage;
        // Ids are version 7: their order is the order of time.
        var found = await rows.OrderByDescending(row => row.Id).Take(size + 1).ToListAsync(cancellationToken);
        return new([.. found.Take(size).Select(View)], found.Count > size ? found[size - 1].Id : null);
    }

    public async Task<ActionView?> FindAsync(Guid actionId, CancellationToken cancellationToken) =>
        await database.Actions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == actionId, cancellationToken) is { } row ? View(row) : null;

    public async Task<ActionCancelled> CancelAsync(Guid actionId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var row = await database.Actions.FromSql($"select * from platform.actions where id = {actionId} for no key update").SingleOrDefaultAsync(cancellationToken);
        if (row is null)
            return new(null);
        var state = ActionState.Of(row, time.GetUtcNow());
        if (state is not (ActionState.Queued or ActionState.Sent))
            return new(View(row), IsTooLate: state != ActionState.Cancelled);
        (row.CancelledAt, row.Card) = (Now(), null);
        audit.Add(row.OrganisationId, AuditAction.ActionCancelled, row.SiteId, Told(row, state), Told(row, ActionState.Cancelled));
        await database.SaveChangesAsync(cancellationToken);
        await SiteSignals.SendAsync(database, row.SiteId, SiteChangeKind.Actions, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(View(row));
    }

    // A database keeps microseconds: what is answered now and read later shall be the same.
    private DateTimeOffset Now() => time.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : default;

    private async Task<SiteModel?> ModelAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        var json = await database.SiteModels.Where(model => model.DeviceId == deviceId).Select(model => model.Document).SingleOrDefaultAsync(cancellationToken);
        return json is null ? null : JsonSerializer.Deserialize(json, ContractsJson.Default.SiteModel);
    }

    private ActionView View(ActionRow row) => new(
        row.Id, row.SiteId, row.StationId, row.Kind, ActionState.Of(row, time.GetUtcNow()), row.IssuedAt, row.IssuedBy, row.ExpiresAt, row.SentAt, row.AcceptedAt,
        row.CancelledAt, row.EndedAt, row.Code, row.Message, row.Text);

    private static string Told(ActionRow row, string state) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["action"] = row.Id.ToString(),
        ["kind"] = row.Kind,
        ["station"] = row.StationId.ToString(),
        ["state"] = state,
    });
}
