using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>One device with its one connection, which it opens; each of its connectors is a station of its own.</summary>
internal sealed class ChargePoint
{
    private readonly StationCalls calls;
    private readonly ClockWatch clock;
    private readonly IReadOnlyList<string>? cards;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private OcppConnection? connection;
    private OcppConnection? ready;
    private int generation;

    public ChargePoint(
        string identity, OcppConfiguration configuration, IWebProxy? proxy, IReadOnlyList<Connector> connectors, OcppStores stores, TimeProvider time, ILogger log)
    {
        (Identity, Connectors, this.time, this.log) = (identity, connectors, time, log);
        clock = new ClockWatch(time);
        Configuration = configuration.ChargePoints?.FirstOrDefault(device => device.Identity == identity) ?? new ChargePointConfiguration(identity);
        foreach (var connector in connectors)
            if (stores.Transactions.Open(identity, connector.Id) is { } open)
                connector.Begin(open);
        if (Configuration.Forward is { } forward)
            Backend = new Forwarding.Backend(this, forward, proxy, stores, time, log);
        cards = configuration.Cards;
        calls = new StationCalls(this, configuration.Cards, stores, time, log);
    }

    public string Identity { get; }

    public ChargePointConfiguration Configuration { get; }

    public IReadOnlyList<Connector> Connectors { get; }

    /// <summary><see langword="null"/> where nobody bills through another system.</summary>
    public Forwarding.Backend? Backend { get; }

    /// <summary>What the device said it can do, at its last connection.</summary>
    public ChargePointSetup Setup { get; private set; } = new();

    /// <summary>Grows with each connection and each start of the device: it may have forgotten everything.</summary>
    public int Generation => Volatile.Read(ref generation);

    public bool IsConnected => Volatile.Read(ref connection) is not null;

    /// <summary>It is connected, and what it can do is known.</summary>
    public bool IsReady => Volatile.Read(ref ready) is not null;

    /// <summary>What is wrong with the device's clock; <see langword="null"/> when nothing is.</summary>
    public DeviceProblem? ClockProblem => clock.Problem;

    public Connector? Connector(int? id) => Connectors.FirstOrDefault(connector => connector.Id == id);

    /// <summary>Serves one connection to its end; an older one of the same device is dead, whether it knows or not.</summary>
    public async Task ServeAsync(WebSocket socket, CancellationToken cancellation)
    {
        using var mine = new OcppConnection(socket, calls.AnswerAsync, time, log);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Interlocked.Exchange(ref connection, mine)?.Abort();
        log.LogInformation("{Identity} is connected", Identity);
        var side = SideAsync(mine, over.Token);
        var forwarding = Backend?.RunAsync(over.Token) ?? Task.CompletedTask;
        try
        {
            await mine.RunAsync(cancellation);
        }
        finally
        {
            Interlocked.CompareExchange(ref ready, null, mine);
            Interlocked.CompareExchange(ref connection, null, mine);
            await over.CancelAsync();
            await Task.WhenAll(side, forwarding);
            log.LogInformation("{Identity} is disconnected", Identity);
        }
    }

    /// <summary>Calls the device.</summary>
    /// <exception cref="OcppException">It answered with an error.</exception>
    /// <exception cref="IOException">It is not connected, or did not answer in time.</exception>
    public async Task<TAnswer> CallAsync<TCall, TAnswer>(
        string action, TCall call, JsonTypeInfo<TCall> callType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation) =>
        (await CallAsync(action, JsonSerializer.SerializeToUtf8Bytes(call, callType), cancellation)).Deserialize(answerType)
        ?? throw new StationException(ProblemCodes.Garbled, $"{action} was answered with nothing.", Identity);

    /// <inheritdoc cref="CallAsync{TCall,TAnswer}"/>
    public Task<JsonElement> CallAsync(string action, byte[] payload, CancellationToken cancellation) =>
        Volatile.Read(ref connection) is { } open
            ? open.CallAsync(action, payload, cancellation)
            : throw new StationException(ProblemCodes.NotConnected, $"{Identity} is not connected.", Identity);

    /// <summary>False for a card that is certain to be turned away. A back end, where there is one, decides by itself.</summary>
    public bool MayKnow(string card) => Backend is not null || cards is null || cards.Contains(card, StringComparer.OrdinalIgnoreCase);

    /// <summary>The device started anew on a connection that was open already.</summary>
    public void SeeBoot()
    {
        if (IsReady)
            Interlocked.Increment(ref generation);
    }

    /// <param name="at">What the device's clock showed in a message that it just sent.</param>
    public void SeeClock(DateTimeOffset at)
    {
        var before = ClockProblem;
        clock.See(at);
        // What it holds may end later than was reckoned with, or earlier: it is written and proven anew.
        if (before is null != ClockProblem is null)
            Interlocked.Increment(ref generation);
    }

    private async Task SideAsync(OcppConnection mine, CancellationToken cancellation)
    {
        try
        {
            Setup = await ChargePointSetup.MakeAsync(this, mine.FirstAnswer, time, log, cancellation);
            Interlocked.Increment(ref generation);
            Volatile.Write(ref ready, mine);
            await new MeterWatch(this, time, log).RunAsync(cancellation);
        }
        catch (Exception failure) when (ControlLoop.DeviceFailure.Is(failure))
        {
            log.LogDebug("{Identity} could not be asked: {Message}", Identity, failure.Message);
            if (!cancellation.IsCancellationRequested)
                mine.Abort(); // a device that does not answer is made to connect again
        }
    }
}
