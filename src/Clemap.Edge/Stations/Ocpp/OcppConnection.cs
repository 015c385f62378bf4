using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>
/// One WebSocket that speaks OCPP-J 1.6, as either end. Calls of the other end are answered one at a time in their order; calls to it go out one
/// at a time, the next when the last was answered or its time is over.
/// </summary>
/// <param name="answer">Payload of a call → payload of its result; throws <see cref="OcppException"/> for an error.</param>
internal sealed class OcppConnection(
    WebSocket socket, Func<string, JsonElement, CancellationToken, Task<byte[]>> answer, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>A whole message; the longest honest one is a list of all configuration keys.</summary>
    public const int MostBytes = 128 * 1024;

    private const int MostWaiting = 32;
    private const int MostBroken = 10;
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim callTurn = new(1, 1);
    private readonly SemaphoreSlim sendTurn = new(1, 1);
    private readonly TaskCompletionSource firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<OcppFrame> calls = Channel.CreateBounded<OcppFrame>(MostWaiting);
    private readonly Lock gate = new();
    private (string Id, TaskCompletionSource<JsonElement> Result)? pending;
    private bool isOver;
    private int broken;

    /// <summary>The other end spoke first and has its answer.</summary>
    public Task FirstAnswer => firstAnswer.Task;

    /// <summary>Serves the connection until either end closes it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answering = AnswerAsync(over.Token);
        try
        {
            await ReceiveAsync(over.Token);
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            log.LogDebug("An OCPP connection is over: {Message}", failure.Message);
        }
        finally
        {
            End();
            await over.CancelAsync();
            await answering;
        }
    }

    /// <summary>Calls the other end.</summary>
    /// <exception cref="OcppException">It answered with an error.</exception>
    /// <exception cref="IOException">It did not answer in time, or the connection ended.</exception>
    public async Task<JsonElement> CallAsync(string action, byte[] payload, CancellationToken cancellation)
    {
        await callTurn.WaitAsync(cancellation);
        try
        {
            string id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
            var result = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                if (isOver)
                    throw new IOException("The connection is closed.");
                pending = (id, result);
            }
            await SendAsync(OcppFrame.Call(id, action, payload), cancellation);
            return await result.Task.WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new IOException($"{action} was not answered within {Patience.TotalSeconds:0} s.");
        }
        finally
        {
            lock (gate)
                pending = null;
            callTurn.Release();
        }
    }

    /// <summary>Ends the connection without ceremony: another one took its place.</summary>
    public void Abort() => socket.Abort();

    public void Dispose()
    {
        callTurn.Dispose();
        sendTurn.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[MostBytes];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"more than {MostBytes} bytes", cancellation);
                return;
            }
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellation);
                return;
            }
            if (received.MessageType == WebSocketMessageType.Binary)
            {
                await CloseAsync(WebSocketCloseStatus.InvalidMessageType, "text only", cancellation);
                return;
            }
            if (!received.EndOfMessage)
                continue;
            if (!await TakeAsync(buffer.AsMemory(0, length), cancellation))
                return;
            length = 0;
        }
    }

    /// <returns>False when the connection is closed for it.</returns>
    private async Task<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        try
        {
            var frame = OcppFrame.Parse(message);
            if (frame.Kind != OcppFrameKind.Call)
            {
                Settle(frame);
                return true;
            }
            if (calls.Writer.TryWrite(frame))
                return true;
            await CloseAsync(WebSocketCloseStatus.PolicyViolation, $"more than {MostWaiting} calls wait for an answer", cancellation);
            return false;
        }
        catch (OcppFrameException wrong)
        {
            log.LogWarning("A message that is not OCPP: {Message}", wrong.Message);
            if (wrong is { Id: { } id, IsAnswer: false })
                await SendAsync(OcppFrame.Error(id, OcppError.FormationViolation, wrong.Message), cancellation);
            if (++broken < MostBroken)
                return true;
            await CloseAsync(WebSocketCloseStatus.ProtocolError, "too many messages that are not OCPP", cancellation);
            return false;
        }
    }

    private void Settle(OcppFrame frame)
    {
        TaskCompletionSource<JsonElement>? result;
        lock (gate)
            result = pending?.Id == frame.Id ? pending.Value.Result : null;
        if (result is null)
            log.LogDebug("An answer to nothing that was asked, or too late: {Id}", frame.Id);
        else if (frame.Kind == OcppFrameKind.Result)
            result.TrySetResult(frame.Payload);
        else
            result.TrySetException(new OcppException(frame.Name, frame.Description));
    }

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var call in calls.Reader.ReadAllAsync(cancellation))
            {
                await SendAsync(await AnswerAsync(call, cancellation), cancellation);
                firstAnswer.TrySetResult();
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One that is over has said why in its last frame, which must still arrive.
            if (!cancellation.IsCancellationRequested)
                socket.Abort();
        }
    }

    private async Task<byte[]> AnswerAsync(OcppFrame call, CancellationToken cancellation)
    {
        try
        {
            return OcppFrame.Result(call.Id, await answer(call.Name, call.Payload, cancellation));
        }
        catch (OcppException refused)
        {
            return OcppFrame.Error(call.Id, refused.Code, refused.Description);
        }
        catch (JsonException wrong)
        {
            return OcppFrame.Error(call.Id, OcppError.TypeConstraintViolation, $"{wrong.Path}: {wrong.Message}");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The other end keeps its message and sends it again; one call that fails must not end the connection.
            log.LogError(fault, "{Action} could not be answered", call.Name);
            return OcppFrame.Error(call.Id, OcppError.InternalError, "try again later");
        }
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        await sendTurn.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, both.Token);
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException || deadline.IsCancellationRequested)
        {
            throw new IOException($"The connection ended: {failure.Message}", failure);
        }
        finally
        {
            sendTurn.Release();
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string? why, CancellationToken cancellation)
    {
        if (why is not null)
            log.LogWarning("An OCPP connection is closed: {Reason}", why);
        // The other end is given time to hear why: a connection that is dropped behind the last frame may take the frame with it.
        using var deadline = new CancellationTokenSource(Goodbye, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        // Within a message that is too large nothing can be waited for.
        if (socket.State == WebSocketState.Open && status != WebSocketCloseStatus.MessageTooBig)
            await socket.CloseAsync(status, why, both.Token);
        else
            await socket.CloseOutputAsync(status, why, both.Token);
    }

    private void End()
    {
        calls.Writer.TryComplete();
        lock (gate)
        {
            isOver = true;
            pending?.Result.TrySetException(new IOException("The connection ended."));
        }
    }
}
