using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Tests.Webhooks;

/// <summary>A server that webhooks lead to, as a customer would write it: it checks signatures by itself.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>Answers, one a call; 204 when there is none left.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Next { get; } = new();

    public ConcurrentQueue<Received> Calls { get; } = new();

    public Uri Url => new(app.Urls.Single() + "/hook");

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.app.Map("/{**path}", receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public void Answer(int status) => Next.Enqueue(http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        Calls.Enqueue(new(
            http.Request.Method, http.Request.Path, http.Request.Headers["webhook-id"].ToString(), http.Request.Headers["webhook-timestamp"].ToString(),
            http.Request.Headers["webhook-signature"].ToString(), await body.ReadToEndAsync()));
        if (Next.TryDequeue(out var answer))
            await answer(http);
        else
            http.Response.StatusCode = 204;
    }
}

internal sealed record Received(string Method, string Path, string Id, string Timestamp, string Signature, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>As the specification of Standard Webhooks tells receivers to.</summary>
    public bool IsSignedWith(string secret)
    {
        using var hash = new HMACSHA256(Convert.FromBase64String(secret.Split('_')[1]));
        var expected = hash.ComputeHash(Encoding.UTF8.GetBytes(string.Concat(Id, ".", Timestamp, ".", Body)));
        return Signature.Split(' ').Any(one => one.StartsWith("v1,", StringComparison.Ordinal) && Convert.FromBase64String(one[3..]).SequenceEqual(expected));
    }
}
