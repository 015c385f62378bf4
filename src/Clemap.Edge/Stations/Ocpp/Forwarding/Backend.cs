using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Stations.Ocpp.Forwarding;

/// <summary>
/// The back end of one device, to which the edge is the device. What belongs to a transaction waits on disk until the back end took it; everything
/// else is only for a back end that is there.
/// </summary>
internal sealed class Backend(ChargePoint station, ForwardConfiguration forward, IWebProxy? proxy, OcppStores stores, TimeProvider time, ILogger log)
{
    private const int MostAttempts = 3;
    private const int MostNews = 64;
    private static readonly TimeSpan OutcomePatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Signal news = new();
    private readonly ConcurrentQueue<(string Action, byte[] Payload)> untold = new();
    private readonly ConcurrentDictionary<int, byte[]> statuses = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> awaited = new();
    private readonly BackendProfiles profiles = new(station, stores.Waiting, time);
    private readonly ValuesPace pace = new(time);
    private OcppConnection? online;
    private Task running = Task.CompletedTask;

    public bool IsOnline => Volatile.Read(ref online) is not null;

    /// <summary>What the back end allows a connector, A per phase.</summary>
    public double? LimitA(Connector connector) => profiles.LimitA(connector);

    /// <summary>Keeps the connection as long as the device has its own; there is never more than one.</summary>
    public Task RunAsync(CancellationToken cancellation)
    {
        lock (gate)
            return running = RunAfterAsync(running, cancellation);
    }

    private async Task RunAfterAsync(Task before, CancellationToken cancellation)
    {
        await Task.WhenAny(before);
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                Exception? failure = null;
                try
                {
                    await OnceAsync(backoff, cancellation);
                }
                catch (Exception broken) when (DeviceFailure.Is(broken) || broken is WebSocketException or SqliteException)
                {
                    failure = broken;
                }
                if (cancellation.IsCancellationRequested)
                    return;
                var pause = backoff.After(failure ?? new IOException("it closed the connection"));
                log.LogWarning("The back end of {Identity} is away, again in {PauseS:0} s: {Message}", station.Identity, pause.TotalSeconds, failure?.Message ?? "closed");
                await Task.Delay(pause, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogDebug("The back end of {Identity} is left", station.Identity);
        }
    }

    /// <summary>Asks the back end.</summary>
    /// <returns><see langword="null"/> when it is away or does not answer in time.</returns>
    /// <exception cref="OcppException">It answered with an error.</exception>
    public async Task<JsonElement?> AskAsync(string action, byte[] payload, CancellationToken cancellation)
    {
        if (Volatile.Read(ref online) is not { } connection)
            return null;
        try
        {
            return await connection.CallAsync(action, payload, cancellation);
        }
        catch (IOException away) when (away is not OcppException)
        {
            log.LogWarning("The back end of {Identity} did not answer {Action}: {Message}", station.Identity, action, away.Message);
            return null;
        }
    }

    /// <summary>What the back end says to a message that waits on disk.</summary>
    /// <returns><see langword="null"/> when it is away or not so far yet; the message goes out later.</returns>
    public async Task<JsonElement?> OutcomeAsync(long number, CancellationToken cancellation)
    {
        if (!IsOnline)
            return null;
        var outcome = awaited.GetOrAdd(number, _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously));
        news.Set();
        try
        {
            return await outcome.Task.WaitAsync(OutcomePatience, time, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OcppException)
        {
            return null;
        }
        finally
        {
            awaited.TryRemove(number, out _);
        }
    }

    /// <summary>For a back end that is there; else nobody hears it.</summary>
    public void Tell(string action, byte[] payload)
    {
        if (!IsOnline || untold.Count >= MostNews)
            return;
        untold.Enqueue((action, payload));
        news.Set();
    }

    public void SeeBoot(byte[] payload)
    {
        stores.Waiting.SetBoot(station.Identity, payload);
        Tell("BootNotification", payload);
    }

    public void SeeStatus(int connector, byte[] payload)
    {
        statuses[connector] = payload;
        Tell("StatusNotification", payload);
    }

    public void SeeValues(int connector, MeterValues values, byte[] payload)
    {
        if (!pace.Passes(connector, values))
            return;
        stores.Waiting.Add(station.Identity, "MeterValues", values.TransactionId, payload);
        news.Set();
    }

    private async Task OnceAsync(Backoff backoff, CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        if (proxy is not null)
            socket.Options.Proxy = proxy;
        socket.Options.AddSubProtocol(OcppServer.Subprotocol);
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        if (forward.Password is { } password)
            socket.Options.SetRequestHeader("Authorization", BasicPassword.Header(station.Identity, password));
        var url = new Uri($"{forward.Url.TrimEnd('/')}/{Uri.EscapeDataString(station.Identity)}");
        using (var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15), time))
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation))
            await socket.ConnectAsync(url, both.Token);
        if (socket.SubProtocol != OcppServer.Subprotocol)
            throw new IOException($"it does not speak {OcppServer.Subprotocol}");

        var commands = new BackendCommands(station, stores.Transactions, profiles, pace);
        using var connection = new OcppConnection(socket, commands.AnswerAsync, time, log);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> work = [connection.RunAsync(over.Token)];
        try
        {
            var heartbeat = await GreetAsync(connection, over.Token);
            log.LogInformation("The back end of {Identity} is there", station.Identity);
            backoff.Reset();
            Volatile.Write(ref online, connection);
            work.AddRange([SendAsync(connection, over.Token), BeatAsync(connection, heartbeat, over.Token)]);
            await await Task.WhenAny(work);
        }
        finally
        {
            Volatile.Write(ref online, null);
            await over.CancelAsync();
            await Task.WhenAny(Task.WhenAll(work)); // what ended them is told by the first that did
        }
    }

    /// <returns>How often it wants a heartbeat.</returns>
    private async Task<TimeSpan> GreetAsync(OcppConnection connection, CancellationToken cancellation)
    {
        int intervalS = 0;
        while (stores.Waiting.Boot(station.Identity) is { } boot)
        {
            var answer = (await connection.CallAsync("BootNotification", boot, cancellation)).Deserialize(OcppJson.Default.BootAnswer);
            intervalS = answer?.Interval ?? 0;
            if (answer?.Status == "Accepted")
                break;
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(intervalS, 10, 3600)), time, cancellation);
        }
        untold.Clear();
        foreach (byte[] status in statuses.OrderBy(entry => entry.Key).Select(entry => entry.Value))
            untold.Enqueue(("StatusNotification", status));
        return TimeSpan.FromSeconds(intervalS <= 0 ? 300 : Math.Max(intervalS, 10));
    }

    private async Task BeatAsync(OcppConnection connection, TimeSpan interval, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(interval, time, cancellation);
            await connection.CallAsync("Heartbeat", OcppFrame.Empty, cancellation);
        }
    }

    private async Task SendAsync(OcppConnection connection, CancellationToken cancellation)
    {
        int attempts = 0;
        while (true)
        {
            if (untold.TryDequeue(out var tell))
            {
                await TellAsync(connection, tell.Action, tell.Payload, cancellation);
                continue;
            }
            if (stores.Waiting.First(station.Identity) is not { } message)
            {
                await news.WaitAsync(TimeSpan.FromMinutes(1), time, cancellation);
                continue;
            }
            try
            {
                var answer = await connection.CallAsync(message.Action, WithBackendId(message), cancellation);
                int? backendId = message.Action == "StartTransaction" && answer.TryGetProperty("transactionId", out var id) && id.TryGetInt32(out int given) ? given : null;
                stores.Waiting.Done(message, backendId);
                if (awaited.TryGetValue(message.Number, out var outcome))
                    outcome.TrySetResult(answer);
                attempts = 0;
            }
            catch (OcppException refused)
            {
                log.LogWarning("The back end of {Identity} refused {Action}: {Message}", station.Identity, message.Action, refused.Message);
                if (awaited.TryGetValue(message.Number, out var outcome))
                    outcome.TrySetException(refused);
                if (++attempts < MostAttempts)
                {
                    await Task.Delay(RetryAfter, time, cancellation);
                    continue;
                }
                stores.Waiting.Done(message, null);
                attempts = 0;
            }
        }
    }

    private async Task TellAsync(OcppConnection connection, string action, byte[] payload, CancellationToken cancellation)
    {
        try
        {
            await connection.CallAsync(action, payload, cancellation);
        }
        catch (OcppException refused)
        {
            log.LogWarning("The back end of {Identity} refused {Action}: {Message}", station.Identity, action, refused.Message);
        }
    }

    /// <summary>The station knows this controller's ids, the back end its own. One that it never gave is -1, as the standard has it after a failed start.</summary>
    private byte[] WithBackendId(WaitingMessage message)
    {
        if (message.Action == "StartTransaction" || message.TransactionId is not { } id || JsonNode.Parse(message.Body) is not JsonObject body)
            return message.Body;
        body["transactionId"] = stores.Transactions.Find(station.Identity, id)?.BackendId ?? -1;
        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
