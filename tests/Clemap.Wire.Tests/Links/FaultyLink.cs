using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clemap.Wire.Tests.Links;

/// <summary>A link between the edge and a device that can be disturbed.</summary>
internal interface IFaultyLink : IAsyncDisposable
{
    int Port { get; }

    /// <summary>Connections that the edge holds open now.</summary>
    int Open { get; }

    void Set(LinkFault fault);
}

/// <summary>TCP: requests pass as they are, answers as the fault lets them.</summary>
internal sealed class FaultyTcpLink : IFaultyLink
{
    private readonly int device;
    private readonly Disturbance disturbance = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly HashSet<TcpClient> clients = [];
    private readonly List<Task> work = [];
    private TcpListener listener = new(IPAddress.Loopback, 0);

    public FaultyTcpLink(int device)
    {
        this.device = device;
        Listen();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public int Open
    {
        get
        {
            lock (gate)
                return clients.Count;
        }
    }

    public void Set(LinkFault fault)
    {
        var before = disturbance.Fault;
        disturbance.Fault = fault;
        if (fault == LinkFault.Refused)
            listener.Dispose();
        lock (gate)
            foreach (var client in fault == LinkFault.Refused ? clients : [])
                client.Close();
        if (before != LinkFault.Refused || fault == LinkFault.Refused)
            return;
        listener = new TcpListener(IPAddress.Loopback, Port);
        Listen();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        Task[] all;
        lock (gate)
            all = [.. work];
        await Task.WhenAll(all);
        stop.Dispose();
    }

    private void Listen()
    {
        listener.Start();
        Track(AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
                Track(ServeAsync(await from.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is refused from now on, or the test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        lock (gate)
            clients.Add(client);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        try
        {
            using var behind = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            await behind.ConnectAsync(IPAddress.Loopback, device, both.Token);
            await Task.WhenAny(client.GetStream().CopyToAsync(behind.GetStream(), both.Token), AnswerAsync(behind.GetStream(), client.GetStream(), both.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two ends is gone.
        }
        await both.CancelAsync();
        lock (gate)
            clients.Remove(client);
        client.Dispose();
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to, CancellationToken cancellation)
    {
        var buffer = new byte[8192];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var got)
        {
            if (disturbance.Of(buffer[..got]) is not { } pieces)
                return;
            // Each piece has its moment: a machine that is late with one is not late with all that follow.
            var (since, due) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
            foreach (var (wait, bytes) in pieces)
            {
                due += wait;
                if (due - Stopwatch.GetElapsedTime(since) is var rest && rest > TimeSpan.Zero)
                    await Task.Delay(rest, cancellation);
                await to.WriteAsync(bytes, cancellation);
            }
        }
    }

    private void Track(Task one)
    {
        lock (gate)
            work.Add(one);
    }
}

/// <summary>UDP: the same for datagrams. What cuts a connection loses a datagram.</summary>
internal sealed class FaultyUdpLink : IFaultyLink
{
    private readonly UdpClient edge = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient behind = new();
    private readonly Disturbance disturbance = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task work;
    private IPEndPoint? asker;

    public FaultyUdpLink(int device)
    {
        behind.Connect(IPAddress.Loopback, device);
        Port = ((IPEndPoint)edge.Client.LocalEndPoint!).Port;
        work = Task.WhenAll(AskAsync(), AnswerAsync());
    }

    public int Port { get; }

    public int Open => 1;

    public void Set(LinkFault fault) => disturbance.Fault = fault;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work;
        edge.Dispose();
        behind.Dispose();
        stop.Dispose();
    }

    private Task AskAsync() => UntilStoppedAsync(async () =>
    {
        var asked = await edge.ReceiveAsync(stop.Token);
        asker = asked.RemoteEndPoint;
        await behind.SendAsync(asked.Buffer, stop.Token);
    });

    private Task AnswerAsync() => UntilStoppedAsync(async () =>
    {
        var answer = await behind.ReceiveAsync(stop.Token);
        foreach (var (wait, bytes) in disturbance.Of(answer.Buffer) ?? [])
        {
            await Task.Delay(wait, stop.Token);
            await edge.SendAsync(bytes, asker!, stop.Token);
        }
    });

    private async Task UntilStoppedAsync(Func<Task> work)
    {
        try
        {
            while (true)
                await work();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
