using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Clemap.Edge.Stations.Keba;

/// <summary>
/// The one socket of all KEBA stations of a site. They answer to UDP port 7090 whatever port asked, so that there can be one listener on a machine; whose
/// answer it is, its address says.
/// </summary>
internal sealed class KebaLine(IPEndPoint local) : IAsyncDisposable
{
    public const int UsualPort = 7090;

    private const int MostWaiting = 16;
    private const int LargestDatagram = 2048;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<IPAddress, Channel<string>> answers = new();
    private Socket? socket;
    private Task receiving = Task.CompletedTask;

    /// <summary>What comes from this address, the oldest dropped when nobody takes it.</summary>
    public ChannelReader<string> From(IPAddress station) => answers.GetOrAdd(
        station, _ => Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest }));

    /// <exception cref="IOException">The port is taken by another program, or the network is not there.</exception>
    public async Task SendAsync(string text, IPEndPoint station, CancellationToken cancellation)
    {
        try
        {
            await Open().SendToAsync(Encoding.ASCII.GetBytes(text), station, cancellation);
        }
        catch (SocketException failure)
        {
            throw new IOException($"UDP port {local.Port}: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
            socket?.Dispose();
        await receiving;
    }

    private Socket Open()
    {
        lock (gate)
        {
            if (socket is not null)
                return socket;
            var opened = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                opened.Bind(local);
            }
            catch (SocketException)
            {
                opened.Dispose();
                throw;
            }
            receiving = ReceiveAsync(opened);
            return socket = opened;
        }
    }

    private async Task ReceiveAsync(Socket opened)
    {
        byte[] datagram = new byte[LargestDatagram];
        try
        {
            while (true)
            {
                var received = await opened.ReceiveFromAsync(datagram.AsMemory(), new IPEndPoint(IPAddress.Any, 0));
                // Whoever was never asked is not listened to.
                if (answers.TryGetValue(((IPEndPoint)received.RemoteEndPoint).Address, out var station))
                    station.Writer.TryWrite(Encoding.ASCII.GetString(datagram, 0, received.ReceivedBytes).Trim());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // Whoever waits gets no answer and says so; the next one to ask opens it anew.
            lock (gate)
            {
                opened.Dispose();
                if (socket == opened)
                    socket = null;
            }
        }
    }
}
