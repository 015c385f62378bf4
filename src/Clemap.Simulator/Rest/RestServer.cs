using System.Globalization;
using System.Net;
using System.Text;
using Clemap.Simulator.Live;

namespace Clemap.Simulator.Rest;

/// <summary>The web server inside a station, or a maker's cloud that stands for it on this machine.</summary>
internal sealed class RestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RestServer(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <param name="service">Asked at each request, as a station that rebooted is another one.</param>
    /// <exception cref="IOException">The port is not free.</exception>
    public static async Task<RestServer> StartAsync(
        Func<IRestService> service, Wire wire, IPEndPoint endPoint, Lock gate, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(endPoint));
        var app = builder.Build();
        app.Run(async context =>
        {
            var request = await ReadAsync(context.Request);
            RestReply reply;
            lock (gate) reply = service().Serve(request);
            await AnswerAsync(context, reply, wire);
        });
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RestServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<RestRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return new RestRequest(
            request.Method,
            request.Path.Value ?? "/",
            [.. request.Query.SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))],
            name => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
            text);
    }

    private static async Task AnswerAsync(HttpContext context, RestReply reply, Wire wire)
    {
        var body = Encoding.UTF8.GetBytes(reply.Body?.ToJsonString() ?? "");
        if (!await wire.DisturbAsync(body, context.RequestAborted))
        {
            // Silent until the client gives up.
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (reply.Body is null) return;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
