using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>One end of an OCPP-J connection, written apart from the product: what it sends and hears is plain text and JSON nodes.</summary>
/// <param name="answer">Action and payload → payload of the result; <see langword="null"/> for <c>NotImplemented</c>.</param>
internal sealed class OcppPeer(WebSocket socket, Func<string, JsonObject, JsonObject?> answer) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonArray>> pending = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private int calls;

    /// <summary>Calls of the other end, in their order.</summary>
    public ConcurrentQueue<(string Action, JsonObject Payload)> Heard { get; } = new();

    /// <summary>Answers to what was sent as raw text.</summary>
    public ConcurrentQueue<JsonArray> Strays { get; } = new();

    public WebSocketCloseStatus? Closed { get; private set; }

    public Task Running { get; private set; } = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public OcppPeer Start()
    {
        Running = RunAsync();
        return this;
    }

    public JsonObject[] HeardOf(string action) => [.. Heard.Where(call => call.Action == action).Select(call => call.Payload)];

    /// <returns>The whole answer, a result or an error.</returns>
    public async Task<JsonArray> CallAsync(string action, string payload)
    {
        string id = $"t{Interlocked.Increment(ref calls)}";
        var result = new TaskCompletionSource<JsonArray>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[id] = result;
        await SendAsync($"""[2,"{id}","{action}",{payload}]""");
        return await result.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    /// <returns>The payload of the result; an error fails the test.</returns>
    public async Task<JsonObject> ResultAsync(string action, string payload)
    {
        var answer = await CallAsync(action, payload);
        ((int)answer[0]!).ShouldBe(3, answer.ToJsonString());
        return answer[2]!.AsObject();
    }

    public async Task SendAsync(string text)
    {
        await sending.WaitAsync(Cancellation);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Ends the connection when it hears what is no message, as stations do behind a wire that spoils what it carries. Otherwise the test fails.</summary>
    public bool EndsAtRubbish { get; init; }

    /// <summary>As a cut wire would.</summary>
    public void Cut() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!Running.IsCompleted)
                socket.Abort();
        }
        catch (ObjectDisposedException)
        {
            // The other end closed it in this very moment, and the server let go of the request.
        }
        await Running;
        sending.Dispose();
    }

    private async Task RunAsync()
    {
        byte[] buffer = new byte[1 << 20];
        int length = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    Closed = socket.CloseStatus;
                    return;
                }
                length += received.Count;
                if (!received.EndOfMessage)
                    continue;
                await TakeAsync(JsonNode.Parse(buffer.AsSpan(0, length))!.AsArray());
                length = 0;
            }
        }
        catch (Exception over) when (over is WebSocketException or OperationCanceledException or ObjectDisposedException
            || (EndsAtRubbish && (over is JsonException or InvalidOperationException or FormatException)))
        {
            if (EndsAtRubbish)
                socket.Abort();
            foreach (var waiting in pending.Values)
                waiting.TrySetException(new IOException("The connection ended.", over));
        }
    }

    private async Task TakeAsync(JsonArray message)
    {
        string id = (string)message[1]!;
        if ((int)message[0]! != 2)
        {
            if (pending.TryRemove(id, out var waiting))
                waiting.SetResult(message);
            else
                Strays.Enqueue(message);
            return;
        }
        var (action, payload) = ((string)message[2]!, message[3]!.AsObject());
        Heard.Enqueue((action, payload));
        var result = answer(action, payload);
        await SendAsync(result is null ? $"""[4,"{id}","NotImplemented","",{"{}"}]""" : $"""[3,"{id}",{result.ToJsonString()}]""");
    }
}
