using System.Text.Json;
using Clemap.Edge.LocalApi.Access;

namespace Clemap.Edge.LocalApi;

/// <summary>The live document as server-sent events, one a cycle. It ends when the sign-in ends.</summary>
internal static class LiveStream
{
    private const int Most = 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static int open;

    public static void MapLiveStream(this IEndpointRouteBuilder routes) => routes.MapGet("/api/live/stream", StreamAsync).For(LocalRole.Viewer);

    private static async Task StreamAsync(
        HttpContext context, LiveState live, SignedIn sessions, AccountStore accounts, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        if (Interlocked.Increment(ref open) > Most)
        {
            Interlocked.Decrement(ref open);
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, "too-many").ExecuteAsync(context);
            return;
        }
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            LiveDocument? sent = null;
            while (Caller.Of(context.Request, sessions, accounts) is not null)
            {
                if (live.Latest is { } document && !ReferenceEquals(document, sent))
                {
                    sent = document;
                    await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(document, LocalJson.Default.LiveDocument)}\n\n", over.Token);
                    await context.Response.Body.FlushAsync(over.Token);
                }
                await Task.Delay(Period, time, over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The asker left, or the controller ends.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
