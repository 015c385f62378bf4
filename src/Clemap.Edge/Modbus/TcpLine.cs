using System.Net.Sockets;

namespace Clemap.Edge.Modbus;

/// <summary>A bus behind a converter that passes bytes on.</summary>
internal sealed class TcpLine : ILine
{
    /// <summary>Between an answer and the next request, for what a converter repeats to arrive and be thrown away.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(5);

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<ILine> OpenAsync(string host, int port, CancellationToken cancellation)
    {
        var line = new TcpLine();
        try
        {
            await line.socket.ConnectAsync(host, port, cancellation);
            return line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, cancellation)..];
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellation)
    {
        int got = await socket.ReceiveAsync(target, cancellation);
        return got > 0 ? got : throw new IOException("The converter closed the connection.");
    }

    public void Discard()
    {
        Span<byte> waste = stackalloc byte[256];
        while (socket.Available > 0)
            socket.Receive(waste);
    }

    public void Dispose() => socket.Dispose();
}
