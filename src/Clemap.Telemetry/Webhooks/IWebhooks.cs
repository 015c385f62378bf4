using Clemap.Platform.Http;

namespace Clemap.Telemetry.Webhooks;

/// <summary>The webhooks of the organisation in scope. Every change is in its audit, without secrets.</summary>
public interface IWebhooks
{
    public const int Most = 10;

    /// <summary>In order of making.</summary>
    Task<IReadOnlyList<WebhookView>> ListAsync(CancellationToken cancellationToken);

    Task<(NewWebhook? Made, IReadOnlyList<BrokenRule> Broken)> MakeAsync(WebhookFields fields, CancellationToken cancellationToken);

    /// <summary>Neither when there is no such webhook. To take it out of its pause begins anew: what was given up stays so.</summary>
    Task<(WebhookView? Changed, IReadOnlyList<BrokenRule> Broken)> ChangeAsync(Guid webhookId, WebhookFields fields, CancellationToken cancellationToken);

    /// <summary>With its deliveries.</summary>
    Task<bool> EndAsync(Guid webhookId, CancellationToken cancellationToken);

    /// <summary>A new secret. Deliveries are signed with the one before too for a day.</summary>
    Task<NewWebhook?> RotateAsync(Guid webhookId, CancellationToken cancellationToken);

    /// <summary>Queues a message of the type <see cref="DeliveryType.Test"/>, also to a paused webhook.</summary>
    Task<DeliveryView?> TestAsync(Guid webhookId, CancellationToken cancellationToken);

    /// <summary>Newest first, 50 a page; <see langword="null"/> when there is no such webhook.</summary>
    Task<DeliveryPage?> DeliveriesAsync(Guid webhookId, long? before, CancellationToken cancellationToken);

    /// <summary>Tries it again for a day, under the same id.</summary>
    Task<DeliveryView?> SendAgainAsync(Guid webhookId, Guid deliveryId, CancellationToken cancellationToken);
}

/// <param name="Url">https.</param>
/// <param name="Kinds">Of alarms; <see langword="null"/> for all.</param>
public sealed record WebhookFields(string? Url, IReadOnlyList<string>? Kinds = null, bool Paused = false);

/// <param name="PausedBecause">A word of the class of this name; <see langword="null"/> while it is not paused.</param>
/// <param name="FailingSince">First failure since the last success.</param>
/// <param name="EarlierSecretUntil">Until then deliveries are signed with the secret before too.</param>
public sealed record WebhookView(
    Guid Id, string Url, IReadOnlyList<string> Kinds, DateTimeOffset MadeAt, DateTimeOffset? FailingSince, DateTimeOffset? PausedAt, string? PausedBecause,
    DateTimeOffset? EarlierSecretUntil);

/// <param name="Secret">Of the form <c>whsec_</c> and base64, shown this once.</param>
public sealed record NewWebhook(WebhookView Webhook, string Secret);

/// <param name="Id">The header <c>webhook-id</c>, the same in each attempt.</param>
/// <param name="Status">HTTP status of the last attempt; <see langword="null"/> when there was no answer.</param>
/// <param name="Error">A word of <see cref="DeliveryError"/>; <see langword="null"/> when the last attempt did not fail.</param>
/// <param name="NextAt">When it is tried next; <see langword="null"/> when it is not.</param>
public sealed record DeliveryView(
    Guid Id, long Number, string Type, Guid? AlarmId, DateTimeOffset At, DeliveryState State, int Attempts, int? Status, string? Error, DateTimeOffset? NextAt,
    DateTimeOffset? DeliveredAt);

/// <param name="Next">Goes into <c>before</c> for the older ones; <see langword="null"/> when there are none.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryView> Deliveries, long? Next);
