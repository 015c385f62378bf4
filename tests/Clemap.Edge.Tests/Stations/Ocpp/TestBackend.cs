using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>A billing back end: a server that speaks OCPP 1.6J and gives transactions ids of its own, from 9001 on.</summary>
internal sealed class TestBackend : IAsyncDisposable
{
    private readonly TimeProvider clock;
    private readonly int port;
    private WebApplication? server;
    private int transactions = 9000;

    private TestBackend(TimeProvider clock, int port) => (this.clock, this.port) = (clock, port);

    /// <summary>Everything that stations said, over all connections.</summary>
    public ConcurrentQueue<(string Action, JsonObject Payload)> Heard { get; } = new();

    public ConcurrentDictionary<string, Func<JsonObject, JsonObject?>> Answers { get; } = new();

    public OcppPeer? Peer { get; private set; }

    public string? Authorization { get; private set; }

    public string Address => server!.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/central";

    public static async Task<TestBackend> StartAsync(TimeProvider clock, int port = 0)
    {
        var backend = new TestBackend(clock, port);
        await backend.OpenAsync();
        return backend;
    }

    public JsonObject[] HeardOf(string action) => [.. Heard.Where(call => call.Action == action).Select(call => call.Payload)];

    /// <summary>Is away from now on.</summary>
    public async Task CloseAsync()
    {
        if (Peer is not null)
            await Peer.DisposeAsync();
        Peer = null;
        if (server is not null)
            await server.DisposeAsync();
        server = null;
    }

    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        server = builder.Build();
        server.UseWebSockets();
        server.Run(async context =>
        {
            if (context.Request.Path != "/central/CP-1" || !context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = 404;
                return;
            }
            Authorization = context.Request.Headers.Authorization;
            Peer = new OcppPeer(await context.WebSockets.AcceptWebSocketAsync("ocpp1.6"), Answer).Start();
            await Peer.Running;
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private JsonObject? Answer(string action, JsonObject payload)
    {
        Heard.Enqueue((action, payload));
        return Answers.TryGetValue(action, out var own) ? own(payload) : action switch
        {
            "BootNotification" => new JsonObject { ["status"] = "Accepted", ["currentTime"] = Now, ["interval"] = 300 },
            "Authorize" => new JsonObject { ["idTagInfo"] = TestChargePoint.Status("Accepted") },
            "StartTransaction" => new JsonObject { ["transactionId"] = Interlocked.Increment(ref transactions), ["idTagInfo"] = TestChargePoint.Status("Accepted") },
            "StopTransaction" => new JsonObject { ["idTagInfo"] = TestChargePoint.Status("Expired") },
            "StatusNotification" or "MeterValues" or "FirmwareStatusNotification" => [],
            "SecurityEventNotification" => [],
            _ => null,
        };
    }

    private string Now => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
