using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Telemetry.Webhooks;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints)
    {
        var webhooks = endpoints.MapGroup("/api/v1/webhooks").RequireAuthorization(Permission.ManageNotifications).WithTags("Alarms");
        webhooks.MapGet("/", ListAsync).WithSummary("Webhooks, without what is secret");
        webhooks.MapPost("/", MakeAsync).WithSummary("Makes a webhook; the answer is the only one that holds its secret");
        webhooks.MapPut("/{webhookId:guid}", ChangeAsync).WithSummary("Address and kinds, and whether it is paused");
        webhooks.MapDelete("/{webhookId:guid}", EndAsync).WithSummary("Takes the webhook away, with its deliveries");
        webhooks.MapPost("/{webhookId:guid}/secret", RotateAsync).WithSummary("A new secret; the one before signs too for a day");
        webhooks.MapPost("/{webhookId:guid}/test", TestAsync).WithSummary("Queues a test message");
        webhooks.MapGet("/{webhookId:guid}/deliveries", DeliveriesAsync).WithSummary("What was and is to be delivered, newest first; `before` continues where a page ended");
        webhooks.MapPost("/{webhookId:guid}/deliveries/{deliveryId:guid}/send-again", SendAgainAsync).WithSummary("Tries it again, under the same id");
    }

    private static async Task<Ok<IReadOnlyList<WebhookView>>> ListAsync(IWebhooks webhooks, HttpContext http, CancellationToken cancellationToken) =>
        TypedResults.Ok(await webhooks.ListAsync(cancellationToken).Unkept(http));

    private static async Task<Results<Ok<NewWebhook>, ProblemHttpResult>> MakeAsync(WebhookFields fields, IWebhooks webhooks, HttpContext http, CancellationToken cancellationToken) =>
        await webhooks.MakeAsync(fields, cancellationToken).Unkept(http) switch
        {
            ({ } made, _) => TypedResults.Ok(made),
            (_, var broken) => Problems.Invalid(broken),
        };

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ChangeAsync(
        Guid webhookId, WebhookFields fields, IWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.ChangeAsync(webhookId, fields, cancellationToken) switch
        {
            ({ } changed, _) => TypedResults.Ok(changed),
            (_, { Count: > 0 } broken) => Problems.Invalid(broken),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid webhookId, IWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.EndAsync(webhookId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<Results<Ok<NewWebhook>, ProblemHttpResult>> RotateAsync(Guid webhookId, IWebhooks webhooks, HttpContext http, CancellationToken cancellationToken) =>
        await webhooks.RotateAsync(webhookId, cancellationToken).Unkept(http) is { } made ? TypedResults.Ok(made) : Problems.NotFound();

    private static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> TestAsync(Guid webhookId, IWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.TestAsync(webhookId, cancellationToken) is { } delivery ? TypedResults.Accepted((string?)null, delivery) : Problems.NotFound();

    private static async Task<Results<Ok<DeliveryPage>, ProblemHttpResult>> DeliveriesAsync(
        Guid webhookId, long? before, IWebhooks webhooks, HttpContext http, CancellationToken cancellationToken) =>
        await webhooks.DeliveriesAsync(webhookId, before, cancellationToken).Unkept(http) is { } page ? TypedResults.Ok(page) : Problems.NotFound();

    private static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> SendAgainAsync(
        Guid webhookId, Guid deliveryId, IWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.SendAgainAsync(webhookId, deliveryId, cancellationToken) is { } delivery ? TypedResults.Accepted((string?)null, delivery) : Problems.NotFound();

    /// <summary>Nobody between keeps the answer.</summary>
    private static Task<T> Unkept<T>(this Task<T> answer, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return answer;
    }
}
