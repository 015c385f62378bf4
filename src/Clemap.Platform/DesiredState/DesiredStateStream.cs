using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Platform.Devices;
using Clemap.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clemap.Platform.DesiredState;

/// <summary>Writes the feed of one device as server-sent events (WHATWG HTML § 9.2).</summary>
internal static class DesiredStateStream
{
    private static readonly byte[] SignOfLife = ":\n\n"u8.ToArray();

    public static async Task ServeAsync(
        HttpContext http, DesiredStateFeed feed, DeviceIdentity device, IHostApplicationLifetime host)
    {
        // A stream has no end of its own: without this the host would wait for it when it stops.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            var last = LastVersion(http.Request);
            await ReleaseAsync(http);
            await foreach (var told in feed.StreamAsync(device, last, stop.Token))
                await response.BodyWriter.WriteAsync(told is null ? SignOfLife : Written(told), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The device went away or the host stops: both are how a stream ends.
        }
    }

    /// <summary>
    /// A stream lasts for hours: what the device was let in with (contexts of databases, its token and what that said) is let go of at its beginning. Who asks for services after that gets new ones.
    /// </summary>
    private static async Task ReleaseAsync(HttpContext http)
    {
        var spent = http.Features.Get<IServiceProvidersFeature>();
        (http.RequestServices.GetService<IAuthenticationHandlerProvider>() as HandlersOfARequest)?.LetGo();
        http.Features.Set<IServiceProvidersFeature>(new RequestServicesFeature(http, http.RequestServices.GetRequiredService<IServiceScopeFactory>()));
        foreach (var ofTokens in http.Features.Select(feature => feature.Key).Where(type => type.Namespace?.StartsWith("OpenIddict", StringComparison.Ordinal) is true).ToList())
            http.Features[ofTokens] = null;
        http.Features.Set<IAuthenticateResultFeature>(null);
        http.Features.Set<IHttpAuthenticationFeature>(null);
        http.User = new ClaimsPrincipal();
        http.Request.Headers.Authorization = default;
        if (spent is IAsyncDisposable scope)
            await scope.DisposeAsync();
    }

    private static byte[] Written(DeviceEvent told) =>
        Encoding.UTF8.GetBytes($"{(told.Id is null ? "" : $"id: {told.Id}\n")}event: {told.Name}\ndata: {told.Data}\n\n");

    /// <summary>
    /// For sites whose network lets no stream through: the newest version with the lists of what is open beside it, or 204 when the device has that version and nothing is open.
    /// </summary>
    public static async Task AnswerOnceAsync(HttpContext http, DeviceIdentity device)
    {
        var wishes = http.RequestServices.GetRequiredService<DeviceWishes>();
        var wish = await wishes.ReadAsync(device, lastVersion: 0, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (wish.Actions.Actions.Count + wish.GridCommands.GridCommands.Count == 0 && (wish.Version == 0 || wish.Version == LastVersion(http.Request)))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await wishes.MarkSentAsync(wish.Actions, http.RequestAborted);
        var answer = JsonNode.Parse(wish.Desired ?? Documents.Write(Documents.None))!.AsObject();
        answer["actions"] = JsonNode.Parse(wish.ActionsJson)!["actions"]!.DeepClone();
        answer["gridCommands"] = JsonNode.Parse(wish.GridCommandsJson)!["gridCommands"]!.DeepClone();
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), Encoding.UTF8, http.RequestAborted);
    }

    private static long LastVersion(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
