using System.Net;
using System.Net.Sockets;
using System.Text;
using Clemap.Simulator.Live;

namespace Clemap.Simulator.Rest;

/// <summary>A UDP port; each datagram is a command, its answer goes back to who sent it.</summary>
internal sealed class UdpServer : IAsyncDisposable
{
    private readonly UdpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <exception cref="SocketException">The port is not free.</exception>
    public UdpServer(IPEndPoint endPoint, Func<ITextService> service, Wire wire, Lock gate)
    {
        _client = new UdpClient(endPoint);
        _serving = ServeAsync(service, wire, gate);
    }

    public int Port => ((IPEndPoint)_client.Client.LocalEndPoint!).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<ITextService> service, Wire wire, Lock gate)
    {
        try
        {
            while (true)
            {
                var received = await _client.ReceiveAsync(_stop.Token);
                string? text;
                lock (gate) text = service().Serve(Encoding.ASCII.GetString(received.Buffer).Trim());
                if (text is null) continue;
                var answer = Encoding.ASCII.GetBytes(text);
                if (await wire.DisturbAsync(answer, _stop.Token)) await _client.SendAsync(answer, received.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The simulator stops.
        }
    }
}
