using System.Security.Cryptography;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Webhooks;

/// <summary>
/// Delivers what is due of the organisation in scope, a few messages at once. At least once: what was taken up and not told to be done, for example because the node
/// ended, is due again after two minutes.
/// </summary>
internal sealed class WebhookRound(TelemetryDbContext database, IOrganisationContext organisation, WebhookClient client, WebhookSecrets secrets, IAuditWriter audit)
{
    public const int AtOnce = 4;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    /// <returns>How many were tried.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var taken = await TakeAsync(now, cancellationToken);
        if (taken.Count == 0)
            return 0;
        var webhooks = await database.Webhooks.Where(row => taken.Select(delivery => delivery.WebhookId).Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var alarms = await database.Alarms.AsNoTracking().Where(row => taken.Select(delivery => delivery.AlarmId).Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        // One whose webhook or alarm was taken away in the meantime has nothing to tell; a test has no alarm, and goes to a webhook that is paused too.
        taken.RemoveAll(delivery =>
        {
            var isOver = !webhooks.TryGetValue(delivery.WebhookId, out var webhook)
                || (delivery.AlarmId is { } gone && !alarms.ContainsKey(gone))
                || (webhook.PausedAt is not null && delivery.Type != DeliveryType.Test);
            if (isOver)
                delivery.State = DeliveryState.GivenUp;
            return isOver;
        });
        var results = await Task.WhenAll(taken.Select(delivery =>
            PostAsync(delivery, webhooks[delivery.WebhookId], delivery.AlarmId is { } alarm ? alarms[alarm] : null, now, cancellationToken)));
        foreach (var (delivery, (status, error)) in taken.Zip(results))
        {
            Note(delivery, status, error, now);
            var webhook = webhooks[delivery.WebhookId];
            // A test that failed says nothing of what happens later.
            webhook.FailingSince = error is null ? null : delivery.Type == DeliveryType.Test ? webhook.FailingSince : webhook.FailingSince ?? now;
        }

        await StoreAsync([.. webhooks.Values], now, cancellationToken);
        return taken.Count;
    }

    /// <summary>When an attempt that failed is followed by the next: 10 s, 20 s, 40 s and so on up to an hour, each up to a half more or less.</summary>
    internal static TimeSpan PauseAfter(int attempts, double random) =>
        TimeSpan.FromSeconds(Math.Min(3_600, 10 * Math.Pow(2, Math.Min(attempts - 1, 20))) * (0.5 + random));

    // No two nodes take the same: rows that another holds are passed over, and what is taken is due later before the lock goes.
    private async Task<List<DeliveryRow>> TakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var rows = await database.Deliveries
            .FromSql(
                $"""
                 select * from telemetry.webhook_delivery
                 where organisation_id = {organisation.OrganisationId} and state = 0 and due_at <= {now}
                 order by due_at, number limit {AtOnce} for update skip locked
                 """)
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
            (row.DueAt, row.Attempts) = (now + Claim, row.Attempts + 1);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>What was taken away while its message was under way is left out: its neighbours are told all the same.</summary>
    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await database.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateConcurrencyException gone) when (gone.Entries.Count > 0)
            {
                foreach (var entry in gone.Entries)
                    entry.State = EntityState.Detached;
            }
        }
    }

    private async Task<(int? Status, string? Error)> PostAsync(DeliveryRow delivery, WebhookRow webhook, AlarmRow? alarm, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var body = WebhookMessage.Of(delivery, alarm);
            var signature = WebhookSignature.Of(secrets.Of(webhook, now), delivery.Id, now, body);
            return await client.PostAsync(new Uri(webhook.Url), delivery.Id, now, signature, body, cancellationToken);
        }
        catch (CryptographicException)
        {
            return (null, DeliveryError.Secret);
        }
    }

    private static void Note(DeliveryRow delivery, int? status, string? error, DateTimeOffset now)
    {
        (delivery.Status, delivery.Error) = (status, error);
        if (error is null)
            (delivery.State, delivery.DeliveredAt) = (DeliveryState.Delivered, now);
        else if (now - delivery.QueuedAt >= GivenUpAfter || delivery.Type == DeliveryType.Test)
            delivery.State = DeliveryState.GivenUp;
        else
            delivery.DueAt = now + PauseAfter(delivery.Attempts, Random.Shared.NextDouble());
    }

    private async Task StoreAsync(List<WebhookRow> webhooks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var failing = webhooks.FindAll(webhook => webhook.PausedAt is null && now - webhook.FailingSince >= GivenUpAfter);
        foreach (var webhook in failing)
            (webhook.PausedAt, webhook.PausedReason) = (now, PausedBecause.Failing);
        await SaveAsync(cancellationToken);
        foreach (var webhook in failing)
        {
            await Webhooks.GiveUpAsync(database, webhook.Id, cancellationToken);
            await audit.RecordAsync(AuditAction.WebhookPaused, webhook.Id, null, Webhooks.Told(webhook), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
