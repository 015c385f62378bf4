using System.Net;
using System.Net.Sockets;

namespace Clemap.Simulator.Modbus;

/// <summary>A port that serves several clients at a time until it is disposed, which ends their connections too.</summary>
/// <param name="maximumClients">A further connection is closed at once.</param>
/// <param name="serve">Serves one client; that it leaves is no error.</param>
/// <param name="connected">Told how many clients there are.</param>
internal sealed class TcpServer(IPEndPoint endPoint, int maximumClients, Func<Stream, CancellationToken, Task> serve, Action<int> connected)
    : IAsyncDisposable
{
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
            if (_clients.Count >= maximumClients)
            {
                client.Dispose();
                return;
            }

            var serving = ServeAsync(client);
            _clients.Add(serving);
            connected(_clients.Count);
            serving.ContinueWith(Forget, TaskScheduler.Default);
        }
    }

    private void Forget(Task served)
    {
        lock (_clientsGate)
        {
            _clients.Remove(served);
            connected(_clients.Count);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        using var owned = client;
        client.NoDelay = true;
        try
        {
            await serve(client.GetStream(), _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client left, was idle too long, or the simulator stops: in each case the connection is over.
        }
    }
}
