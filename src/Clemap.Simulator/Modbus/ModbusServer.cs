using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Clemap.Simulator.Live;

namespace Clemap.Simulator.Modbus;

/// <summary>One Modbus TCP port with its unit ids. Serves several clients; each request holds the site's gate.</summary>
internal sealed class ModbusServer : IAsyncDisposable
{
    private const int HeaderBytes = 7;

    private readonly Wire _wire;
    private readonly Lock _gate;
    private readonly ModbusServerLimits _limits;
    private readonly TcpServer _server;

    public ModbusServer(IPEndPoint endPoint, Wire wire, Lock gate, ModbusServerLimits limits)
    {
        (_wire, _gate, _limits) = (wire, gate, limits);
        _server = new TcpServer(endPoint, limits.MaximumClients, ServeAsync, wire.Connected);
    }

    public int Port => _server.Port;

    /// <exception cref="SocketException">The port is not free.</exception>
    public void Start() => _server.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(Stream stream, CancellationToken stop)
    {
        var request = new byte[HeaderBytes + ModbusPdu.MaximumBytes];
        var answer = new byte[HeaderBytes + ModbusPdu.MaximumBytes];
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop);
        while (true)
        {
            idle.CancelAfter(_limits.IdleTimeout);
            await stream.ReadExactlyAsync(request.AsMemory(0, HeaderBytes), idle.Token);
            var pduBytes = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(4)) - 1;
            // What is no Modbus frame has no boundary to resume at: the connection is dropped, as devices do.
            if (request[2] != 0 || request[3] != 0 || pduBytes is < 1 or > ModbusPdu.MaximumBytes) return;
            await stream.ReadExactlyAsync(request.AsMemory(HeaderBytes, pduBytes), idle.Token);
            var answerBytes = Answer(request.AsSpan(0, HeaderBytes + pduBytes), answer);
            if (await _wire.DisturbAsync(answer.AsMemory(0, answerBytes), idle.Token))
                await stream.WriteAsync(answer.AsMemory(0, answerBytes), idle.Token);
        }
    }

    private int Answer(ReadOnlySpan<byte> request, Span<byte> answer)
    {
        int pduBytes;
        lock (_gate) pduBytes = ModbusPdu.Serve(_wire.Units.GetValueOrDefault(request[6]), request[HeaderBytes..], answer[HeaderBytes..]);
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
