using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>
/// Live readings of a site as server-sent events (WHATWG HTML § 9.2): first the newest of each source, then the news, at most one event a second, and a comment as a sign of life. Ends when the
/// caller's token or role does.
/// </summary>
internal sealed class LiveStream(ILiveFeed feed, IServiceProvider services, IHostApplicationLifetime host, TimeProvider time)
{
    /// <summary>Open streams of one organisation on this node.</summary>
    public const int MostStreams = 200;

    /// <summary>Open streams of one person or API client on this node: one that forgets to close leaves room for the others.</summary>
    public const int MostOfOne = 50;

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, int> open = new();

    public async Task<IResult> ServeAsync(HttpContext http, Guid siteId)
    {
        var organisation = http.RequestServices.GetRequiredService<IOrganisationContext>();
        if (await http.RequestServices.GetRequiredService<ISiteDirectory>().FindAsync(siteId, http.RequestAborted) is null)
            return Problems.NotFound();
        var organisationId = organisation.OrganisationId!.Value;
        var callerId = organisation.ActorId!.Value;
        if (!TryOpen(callerId, MostOfOne))
            return TooMany(http, $"One caller has at most {MostOfOne} live streams open.");
        if (!TryOpen(organisationId, MostStreams))
        {
            Close(callerId);
            return TooMany(http, $"An organisation has at most {MostStreams} live streams open.");
        }

        // A stream has no end of its own: without this the host would wait for it when it stops.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        try
        {
            await WriteAsync(http, organisationId, organisation.Reach, siteId, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader went away or the host stops: both are how a stream ends.
        }
        finally
        {
            Close(organisationId);
            Close(callerId);
        }

        return TypedResults.Empty;
    }

    private bool TryOpen(Guid holder, int most)
    {
        if (open.AddOrUpdate(holder, 1, static (_, count) => count + 1) <= most)
            return true;
        Close(holder);
        return false;
    }

    private static ProblemHttpResult TooMany(HttpContext http, string message)
    {
        http.Response.Headers.RetryAfter = "60";
        return Problems.Problem(StatusCodes.Status429TooManyRequests, "too-many-streams", message);
    }

    private async Task WriteAsync(HttpContext http, Guid organisationId, SiteReach reach, Guid siteId, CancellationTokenSource stop)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await SendAsync(response, ":\n\n", stop.Token);
        await using var news = feed.SubscribeAsync(organisationId, reach, siteId, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = news.MoveNextAsync().AsTask();
        var pulse = Task.Delay(Heartbeat, time, stop.Token);
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, pulse) == next)
                {
                    if (!await next)
                        return;
                    IReadOnlyList<Reading> readings = [.. news.Current.Values.OrderBy(reading => reading.SourceId)];
                    await SendAsync(response, $"event: readings\ndata: {JsonSerializer.Serialize(readings, TelemetryJson.Default.IReadOnlyListReading)}\n\n", stop.Token);
                    next = news.MoveNextAsync().AsTask();
                }

                if (!pulse.IsCompleted)
                    continue;
                await pulse;
                if (!await MayStillAsync(http, organisationId, siteId))
                    return;
                await SendAsync(response, ":\n\n", stop.Token);
                pulse = Task.Delay(Heartbeat, time, stop.Token);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    // Asked anew, as if the same request came now: a request remembers for itself who it is of.
    private async Task<bool> MayStillAsync(HttpContext http, Guid organisationId, Guid siteId)
    {
        await using var scope = services.CreateAsyncScope();
        var again = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (again.Request.Scheme, again.Request.Host, again.Request.PathBase, again.Request.Path) = (http.Request.Scheme, http.Request.Host, http.Request.PathBase, http.Request.Path);
        again.Request.Method = http.Request.Method;
        foreach (var name in new[] { "Authorization", "Cookie" })
            again.Request.Headers[name] = http.Request.Headers[name];
        var caller = (await scope.ServiceProvider.GetRequiredService<IAuthenticationService>().AuthenticateAsync(again, null)).Principal;
        return caller is not null && Guid.TryParse(caller.FindFirst(ClemapClaims.Organisation)?.Value, out var acting) && acting == organisationId
            && Permission.AllowsAt(caller, Permission.ViewSites, siteId);
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, Encoding.UTF8, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private void Close(Guid organisationId) => open.AddOrUpdate(organisationId, 0, static (_, count) => count - 1);
}
