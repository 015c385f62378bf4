using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;

namespace Clemap.Edge.BuildingInterface;

/// <summary>
/// The building interface over Modbus TCP: function 3 reads, function 16 writes. The protocol has no passwords, so that the configuration may name the
/// addresses that are served.
/// </summary>
internal sealed class BuildingModbusServer(
    EdgeConfiguration configuration, BuildingRegisters registers, Alarms alarms, TimeProvider time, ILogger<BuildingModbusServer> log) : BackgroundService
{
    private const int HeaderBytes = 7;
    private const int MostPduBytes = 253;
    private const int MostClients = 8;
    private const int MostReadWords = 125;
    private const int MostWriteWords = 123;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim places = new(MostClients);
    private TcpListener? listener;
    private Doorway? doorway;

    public int Port { get; private set; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration.Building is not { ModbusPort: { } port } building)
            return;
        doorway = new Doorway(Alarms.BuildingModbusClosed, building.Address, port, _ => Open(building.Address, port), alarms, time);
        await doorway.TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener?.Dispose();
        places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await doorway!.UntilOpenAsync(stoppingToken);
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                await places.WaitAsync(stoppingToken);
                var client = await AcceptAsync(stoppingToken);
                clients.RemoveAll(served => served.IsCompleted);
                clients.Add(ServeAsync(client, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(clients);
        }
    }

    private Task Open(string address, int port)
    {
        listener?.Dispose();
        listener = new TcpListener(IPAddress.Parse(address), port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return Task.CompletedTask;
    }

    // A caller that is gone before it is let in, or a system that is short of sockets, must not end what controls the site.
    private async Task<TcpClient> AcceptAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await listener!.AcceptTcpClientAsync(stopping);
            }
            catch (SocketException failure)
            {
                log.LogWarning("The building interface could not take a connection: {Message}", failure.Message);
                await Task.Delay(AfterFailure, time, stopping);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stopping)
    {
        await Task.Yield();
        using var owned = client;
        try
        {
            var from = ((IPEndPoint)client.Client.RemoteEndPoint!).Address;
            if (!IsAllowed(from))
            {
                log.LogWarning("A connection from {Address} to the building interface was refused: building.allow does not name it", from);
                return;
            }

            client.NoDelay = true;
            await ExchangeAsync(client.GetStream(), stopping);
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException)
        {
            log.LogDebug("A connection to the building interface is over: {Message}", over.Message);
        }
        finally
        {
            places.Release();
        }
    }

    private bool IsAllowed(IPAddress from) =>
        configuration.Building!.Allow is not { Count: > 0 } allowed || allowed.Any(address => IPAddress.Parse(address).MapToIPv6().Equals(from.MapToIPv6()));

    private async Task ExchangeAsync(NetworkStream stream, CancellationToken stopping)
    {
        var frame = new byte[HeaderBytes + MostPduBytes];
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        while (true)
        {
            idle.CancelAfter(Idle);
            await stream.ReadExactlyAsync(frame.AsMemory(0, HeaderBytes), idle.Token);
            int bytes = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(4)) - 1;
            // What is no Modbus frame has no boundary to resume at.
            if (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(2)) != 0 || bytes is < 1 or > MostPduBytes)
                return;
            await stream.ReadExactlyAsync(frame.AsMemory(HeaderBytes, bytes), idle.Token);
            byte[] answer = Answer(frame.AsSpan(HeaderBytes, bytes));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)(answer.Length + 1));
            await stream.WriteAsync((byte[])[.. frame[..HeaderBytes], .. answer], idle.Token);
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> pdu)
    {
        byte function = pdu[0];
        var (answer, refusal) = function switch
        {
            3 => Read(pdu),
            16 => Write(pdu),
            _ => ([], ModbusRefusal.IllegalFunction),
        };
        return refusal == ModbusRefusal.None ? answer : [(byte)(function | 0x80), (byte)refusal];
    }

    private (byte[] Answer, ModbusRefusal Refusal) Read(ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length != 5 || BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]) is not (>= 1 and <= MostReadWords and var count))
            return ([], ModbusRefusal.IllegalValue);
        var (words, refusal) = registers.Read(BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]), count);
        var answer = new byte[2 + (2 * words.Length)];
        (answer[0], answer[1]) = (pdu[0], (byte)(2 * words.Length));
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2 + (2 * i)), words[i]);
        return (answer, refusal);
    }

    private (byte[] Answer, ModbusRefusal Refusal) Write(ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length < 6 || BinaryPrimitives.ReadUInt16BigEndian(pdu[3..]) is not (>= 1 and <= MostWriteWords and var count) || pdu[5] != 2 * count || pdu.Length != 6 + (2 * count))
            return ([], ModbusRefusal.IllegalValue);
        var words = new ushort[count];
        for (int i = 0; i < count; i++)
            words[i] = BinaryPrimitives.ReadUInt16BigEndian(pdu[(6 + (2 * i))..]);
        return (pdu[..5].ToArray(), registers.Write(BinaryPrimitives.ReadUInt16BigEndian(pdu[1..]), words));
    }
}
