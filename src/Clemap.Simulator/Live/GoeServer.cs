using System.Net;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Live;

/// <summary>The small web server inside a go-e Charger.</summary>
internal sealed class GoeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GoeServer(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <exception cref="IOException">The port is not free.</exception>
    public static async Task<GoeServer> StartAsync(GoeHttpV2 twin, IPEndPoint endPoint, Lock gate, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(endPoint));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapGet("/api/status", context =>
        {
            string text;
            lock (gate) text = twin.Status(context.Request.Query["filter"]).ToJsonString();
            return AnswerAsync(context, text);
        });
        app.MapGet("/api/set", context =>
        {
            var values = context.Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()));
            string text;
            lock (gate) text = twin.Set(values).ToJsonString();
            return AnswerAsync(context, text);
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

        return new GoeServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
