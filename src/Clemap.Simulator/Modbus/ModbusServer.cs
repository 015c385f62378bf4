using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Clemap.Simulator.Modbus;

/// <summary>One Modbus TCP port with its unit ids. Serves several clients; each request holds the site's gate.</summary>
internal sealed class ModbusServer(IPEndPoint endPoint, IReadOnlyDictionary<byte, IModbusUnit> units, Lock gate, ModbusServerLimits limits)
    : IAsyncDisposable
{
    private const int HeaderBytes = 7;

    private readonly TcpListener _listener = new(endPoint);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _clientsGate = new();
    private readonly HashSet<Task> _clients = [];
    private Task _accepting = Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <exception cref="SocketException">The port is not free.</exception>
    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Not before nobody accepts any more: a listener that is stopped between two clients throws.
        await _accepting;
        _listener.Stop();
        Task[] open;
        lock (_clientsGate) open = [.. _clients];
        await Task.WhenAll(open);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException && _stop.IsCancellationRequested)
            {
                return;
            }

            Admit(client);
        }
    }

    private void Admit(TcpClient client)
    {
        lock (_clientsGate)
        {
            if (_clients.Count >= limits.MaximumClients)
            {
                client.Dispose();
                return;
            }

            var serving = ServeAsync(client);
            _clients.Add(serving);
            serving.ContinueWith(Forget, TaskScheduler.Default);
        }
    }

    private void Forget(Task served)
    {
        lock (_clientsGate) _clients.Remove(served);
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        using var owned = client;
        client.NoDelay = true;
        var stream = client.GetStream();
        var request = new byte[HeaderBytes + ModbusPdu.MaximumBytes];
        var answer = new byte[HeaderBytes + ModbusPdu.MaximumBytes];
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            while (true)
            {
                idle.CancelAfter(limits.IdleTimeout);
                await stream.ReadExactlyAsync(request.AsMemory(0, HeaderBytes), idle.Token);
                var pduBytes = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(4)) - 1;
                // What is no Modbus frame has no boundary to resume at: the connection is dropped, as devices do.
                if (request[2] != 0 || request[3] != 0 || pduBytes is < 1 or > ModbusPdu.MaximumBytes) return;
                await stream.ReadExactlyAsync(request.AsMemory(HeaderBytes, pduBytes), idle.Token);
                var answerBytes = Answer(request.AsSpan(0, HeaderBytes + pduBytes), answer);
                await stream.WriteAsync(answer.AsMemory(0, answerBytes), idle.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client left, was idle too long, or the simulator stops: in each case the connection is over.
        }
    }

    private int Answer(ReadOnlySpan<byte> request, Span<byte> answer)
    {
        int pduBytes;
        lock (gate) pduBytes = ModbusPdu.Serve(units.GetValueOrDefault(request[6]), request[HeaderBytes..], answer[HeaderBytes..]);
        request[..HeaderBytes].CopyTo(answer);
        BinaryPrimitives.WriteUInt16BigEndian(answer[4..], (ushort)(pduBytes + 1));
        return HeaderBytes + pduBytes;
    }
}

/// <param name="MaximumClients">A further connection is closed at once.</param>
/// <param name="IdleTimeout">A connection without a request for so long is closed.</param>
internal sealed record ModbusServerLimits(int MaximumClients, TimeSpan IdleTimeout)
{
    public static ModbusServerLimits Generous { get; } = new(16, TimeSpan.FromMinutes(10));
}
