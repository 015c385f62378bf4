using System.Net;
using System.Net.Sockets;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>Answers the first request with some bytes and hangs up.</summary>
internal sealed class ClosingServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;

    public ClosingServer(byte[] bytes)
    {
        listener.Start();
        serving = ServeAsync(bytes);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    private async Task ServeAsync(byte[] bytes)
    {
        using var client = await listener.AcceptSocketAsync();
        await client.ReceiveAsync(new byte[300]);
        await client.SendAsync(bytes);
        client.Shutdown(SocketShutdown.Both);
    }
}
