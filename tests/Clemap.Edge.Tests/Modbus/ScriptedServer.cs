using System.Net;
using System.Net.Sockets;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>Answers each request with the bytes that a test wants, right or wrong.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    /// <param name="answer">From the request's frame to what is sent back; empty sends nothing, <see langword="null"/> closes.</param>
    public ScriptedServer(Func<byte[], byte[]?> answer)
    {
        listener.Start();
        serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync(Func<byte[], byte[]?> answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptSocketAsync(stop.Token);
                Connections++;
                var request = new byte[300];
                for (int got; (got = await client.ReceiveAsync(request, stop.Token)) > 0;)
                {
                    if (answer(request[..got]) is not { } bytes)
                        break;
                    await client.SendAsync(bytes, stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }
}
