using System.Net;
using System.Net.Sockets;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>Answers each request of eight bytes with whatever the test wants, as bytes on a bus.</summary>
internal sealed class RtuServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public RtuServer(Func<byte[], byte[]> answer)
    {
        listener.Start();
        serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many were taken.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync(Func<byte[], byte[]> answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                Connections++;
                await ServeAsync(client.GetStream(), answer);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(NetworkStream stream, Func<byte[], byte[]> answer)
    {
        try
        {
            while (true)
            {
                var request = new byte[8];
                await stream.ReadExactlyAsync(request, stop.Token);
                await stream.WriteAsync(answer(request), stop.Token);
            }
        }
        catch (IOException)
        {
            // the other side hung up
        }
    }
}
