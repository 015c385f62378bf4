using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Webhooks;

internal sealed class Webhooks(
    TelemetryDbContext database, IOrganisationContext organisation, IAuditWriter audit, WebhookSecrets secrets, WebhookSettings settings, TimeProvider time) : IWebhooks
{
    private const int PageSize = 50;
    private static readonly TimeSpan BothSecrets = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<WebhookView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await database.Webhooks.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken)).Select(View)];

    public async Task<(NewWebhook? Made, IReadOnlyList<BrokenRule> Broken)> MakeAsync(WebhookFields fields, CancellationToken cancellationToken)
    {
        if (WebhookRules.Check(fields, settings) is { Count: > 0 } broken)
            return (null, broken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One after the other, so that of two that are one too many the second is refused.
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('telemetry.webhook' || {Owner.ToString()}, 0))", cancellationToken);
        if (await database.Webhooks.CountAsync(cancellationToken) >= IWebhooks.Most)
            return (null, [new("too-many", "", $"An organisation has at most {IWebhooks.Most} webhooks.")]);
        var secret = WebhookSignature.NewSecret();
        var row = new WebhookRow { OrganisationId = Owner, Id = Guid.CreateVersion7(), MadeAt = time.GetUtcNow(), Secret = secrets.Protect(secret) };
        Take(row, fields);
        database.Webhooks.Add(row);
        await StoreAsync(AuditAction.WebhookMade, row.Id, null, Told(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (new(View(row), secret), []);
    }

    public async Task<(WebhookView? Changed, IReadOnlyList<BrokenRule> Broken)> ChangeAsync(Guid webhookId, WebhookFields fields, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockedAsync(webhookId, cancellationToken) is not { } row)
            return (null, []);
        if (WebhookRules.Check(fields, settings) is { Count: > 0 } broken)
            return (null, broken);
        var before = Told(row);
        Take(row, fields);
        if (row.PausedAt is not null)
            await GiveUpAsync(database, webhookId, cancellationToken);
        if (before != Told(row))
            await StoreAsync(AuditAction.WebhookChanged, row.Id, before, Told(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (View(row), []);
    }

    public async Task<bool> EndAsync(Guid webhookId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockedAsync(webhookId, cancellationToken) is not { } row)
            return false;
        await database.Deliveries.Where(delivery => delivery.WebhookId == webhookId).ExecuteDeleteAsync(cancellationToken);
        database.Webhooks.Remove(row);
        await StoreAsync(AuditAction.WebhookEnded, row.Id, Told(row), null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<NewWebhook?> RotateAsync(Guid webhookId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockedAsync(webhookId, cancellationToken) is not { } row)
            return null;
        var secret = WebhookSignature.NewSecret();
        (row.EarlierSecret, row.EarlierUntil, row.Secret) = (row.Secret, time.GetUtcNow() + BothSecrets, secrets.Protect(secret));
        await StoreAsync(AuditAction.WebhookSecretChanged, row.Id, null, Told(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(View(row), secret);
    }

    public async Task<DeliveryView?> TestAsync(Guid webhookId, CancellationToken cancellationToken)
    {
        if (!await database.Webhooks.AnyAsync(row => row.Id == webhookId, cancellationToken))
            return null;
        var now = time.GetUtcNow();
        var delivery = new DeliveryRow { OrganisationId = Owner, Id = Guid.CreateVersion7(), WebhookId = webhookId, Type = DeliveryType.Test, At = now, QueuedAt = now, DueAt = now };
        database.Deliveries.Add(delivery);
        await database.SaveChangesAsync(cancellationToken);
        return View(delivery);
    }

    public async Task<DeliveryPage?> DeliveriesAsync(Guid webhookId, long? before, CancellationToken cancellationToken)
    {
        if (!await database.Webhooks.AnyAsync(row => row.Id == webhookId, cancellationToken))
            return null;
        var rows = await database.Deliveries.AsNoTracking()
            .Where(row => row.WebhookId == webhookId && (before == null || row.Number < before))
            .OrderByDescending(row => row.Number).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new([.. rows.Take(PageSize).Select(View)], rows.Count > PageSize ? rows[PageSize - 1].Number : null);
    }

    public async Task<DeliveryView?> SendAgainAsync(Guid webhookId, Guid deliveryId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var row = await database.Deliveries.SingleOrDefaultAsync(delivery => delivery.WebhookId == webhookId && delivery.Id == deliveryId, cancellationToken);
        if (row is null)
            return null;
        (row.State, row.QueuedAt, row.DueAt, row.Attempts, row.DeliveredAt) = (DeliveryState.Waiting, time.GetUtcNow(), time.GetUtcNow(), 0, null);
        await StoreAsync(AuditAction.WebhookSentAgain, webhookId, null, JsonSerializer.Serialize(new Dictionary<string, string> { ["delivery"] = deliveryId.ToString(), ["type"] = row.Type }), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return View(row);
    }

    /// <summary>Nothing goes to a webhook that is paused, except tests.</summary>
    public static Task GiveUpAsync(TelemetryDbContext database, Guid webhookId, CancellationToken cancellationToken) => database.Deliveries
        .Where(delivery => delivery.WebhookId == webhookId && delivery.State == DeliveryState.Waiting && delivery.Type != DeliveryType.Test)
        .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.State, DeliveryState.GivenUp), cancellationToken);

    internal static string Told(WebhookRow row) => JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["url"] = Shown(row.Url),
        ["kinds"] = string.Join(", ", row.Kinds),
        ["paused"] = row.PausedReason,
    });

    // Many receivers have their secret in the path: the audit tells that it changed, and not what it is.
    private static string Shown(string url) =>
        $"{new Uri(url).GetLeftPart(UriPartial.Authority)}/… ({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..8]})";

    private Guid Owner => organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");

    private Task<WebhookRow?> LockedAsync(Guid webhookId, CancellationToken cancellationToken) => database.Webhooks
        .FromSql($"select * from telemetry.webhook where organisation_id = {Owner} and id = {webhookId} for update").SingleOrDefaultAsync(cancellationToken);

    private void Take(WebhookRow row, WebhookFields fields)
    {
        if (row.Url != fields.Url)
            row.FailingSince = null;
        (row.Url, row.Kinds) = (fields.Url!, [.. (fields.Kinds ?? AlarmKind.All).Distinct()]);
        if (fields.Paused == row.PausedAt is not null)
            return;
        row.PausedAt = fields.Paused ? time.GetUtcNow() : null;
        row.PausedReason = fields.Paused ? PausedBecause.Asked : null;
        row.FailingSince = null;
    }

    // Before the commit: nothing is changed that is not in the audit.
    private async Task StoreAsync(string action, Guid subjectId, string? before, string? after, CancellationToken cancellationToken)
    {
        await database.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(action, subjectId, before, after, cancellationToken);
    }

    private WebhookView View(WebhookRow row) => new(
        row.Id, row.Url, row.Kinds, row.MadeAt, row.FailingSince, row.PausedAt, row.PausedReason, row.EarlierUntil > time.GetUtcNow() ? row.EarlierUntil : null);

    private static DeliveryView View(DeliveryRow row) => new(
        row.Id, row.Number, row.Type, row.AlarmId, row.At, row.State, row.Attempts, row.Status, row.Error, row.State == DeliveryState.Waiting ? row.DueAt : null, row.DeliveredAt);
}
