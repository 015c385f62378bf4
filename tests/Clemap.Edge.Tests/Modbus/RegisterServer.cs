using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>A small Modbus TCP server of the tests: holding registers and coils of any unit, and a journal of what was written.</summary>
internal sealed class RegisterServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Socket> clients = [];
    private readonly ConcurrentDictionary<ushort, ushort> registers = new();
    private readonly ConcurrentDictionary<ushort, ushort> inputs = new();
    private readonly Task accepting;

    public RegisterServer(int port = 0)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Every write: function, address, words (or the coil as 0 or 1).</summary>
    public ConcurrentQueue<Write> Writes { get; } = new();

    public ConcurrentDictionary<ushort, bool> Coils { get; } = new();

    /// <summary>Discrete inputs.</summary>
    public ConcurrentDictionary<ushort, bool> Inputs { get; } = new();

    /// <summary>Registers that were never set read 0; otherwise they are refused.</summary>
    public bool KnowsAll { get; set; }

    /// <summary>Writes of several registers from here are refused.</summary>
    public ushort? RefusesWritesTo { get; set; }

    /// <summary>Requests are swallowed without an answer.</summary>
    public bool Hangs { get; set; }

    /// <summary>Requests to other units are refused, as a gateway does that has nothing behind it.</summary>
    public byte? OnlyUnit { get; set; }

    /// <summary>Says of each request, by its unit, whether it stays without an answer.</summary>
    public Func<byte, bool>? Swallows { get; set; }

    /// <summary>Each answer takes so long.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Called before each answer to a reader, with the first register and how many.</summary>
    public Action<ushort, ushort>? Reading { get; set; }

    /// <summary>Called after each write.</summary>
    public Action<Write>? Written { get; set; }

    /// <summary>What is set lands in the input registers, which function 4 reads.</summary>
    public bool SetsInputs { get; set; }

    public void Set(ushort address, params ReadOnlySpan<ushort> words)
    {
        for (int i = 0; i < words.Length; i++)
            (SetsInputs ? inputs : registers)[(ushort)(address + i)] = words[i];
    }

    public void SetInput(ushort address, params ReadOnlySpan<ushort> words)
    {
        for (int i = 0; i < words.Length; i++)
            inputs[(ushort)(address + i)] = words[i];
    }

    public void SetUInt32(ushort address, uint value) => Set(address, (ushort)(value >> 16), (ushort)value);

    public void SetFloat(ushort address, double value) => SetUInt32(address, BitConverter.SingleToUInt32Bits((float)value));

    public void SetDouble(ushort address, double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        SetUInt32(address, (uint)(bits >> 32));
        SetUInt32((ushort)(address + 2), (uint)bits);
    }

    public void SetText(ushort address, int words, string text)
    {
        text = text.PadRight(2 * words, '\0');
        for (int i = 0; i < words; i++)
            Set((ushort)(address + i), (ushort)((text[2 * i] << 8) | text[(2 * i) + 1]));
    }

    public ushort Get(ushort address) => registers.GetValueOrDefault(address);

    public void DropClients()
    {
        while (clients.TryTake(out var client))
            client.Dispose();
    }

    public void Vanish()
    {
        listener.Stop();
        DropClients();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        DropClients();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using var stream = new NetworkStream(client, ownsSocket: true);
            var header = new byte[7];
            while (true)
            {
                await stream.ReadExactlyAsync(header, stop.Token);
                // Not Modbus: a device hangs up.
                if (BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) != 0)
                    return;
                var pdu = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(4)) - 1];
                await stream.ReadExactlyAsync(pdu, stop.Token);
                if (Hangs || Swallows?.Invoke(header[6]) == true)
                    continue;
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay, stop.Token);
                byte[] answer = OnlyUnit is { } only && only != header[6] ? [(byte)(pdu[0] | 0x80), 0x0B] : Answer(pdu);
                BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)(answer.Length + 1));
                await stream.WriteAsync((byte[])[.. header, .. answer], stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private byte[] Answer(byte[] pdu)
    {
        ushort address = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(1)), second = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(3));
        switch (pdu[0])
        {
            case 1 or 2:
                byte bits = 0;
                for (int i = 0; i < second; i++)
                    bits |= (byte)((pdu[0] == 1 ? Coils : Inputs).GetValueOrDefault((ushort)(address + i)) ? 1 << i : 0);
                return [pdu[0], 1, bits];
            case 3 or 4:
                Reading?.Invoke(address, second);
                var data = new byte[2 * second];
                for (int i = 0; i < second; i++)
                {
                    if (!(pdu[0] == 3 ? registers : inputs).TryGetValue((ushort)(address + i), out ushort word) && !KnowsAll)
                        return [(byte)(pdu[0] | 0x80), 2];
                    BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2 * i), word);
                }
                return [pdu[0], (byte)data.Length, .. data];
            case 5:
                Coils[address] = second == 0xFF00;
                Note(new Write(5, address, [Coils[address] ? (ushort)1 : (ushort)0]));
                return pdu;
            case 6:
                registers[address] = second;
                Note(new Write(6, address, [second]));
                return pdu;
            case 16 when address == RefusesWritesTo:
                return [0x90, 3];
            case 16:
                var words = new ushort[second];
                for (int i = 0; i < second; i++)
                    registers[(ushort)(address + i)] = words[i] = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(6 + (2 * i)));
                Note(new Write(16, address, words));
                return pdu[..5];
            default:
                return [(byte)(pdu[0] | 0x80), 1];
        }
    }

    private void Note(Write write)
    {
        Writes.Enqueue(write);
        Written?.Invoke(write);
    }
}

internal sealed record Write(byte Function, ushort Address, ushort[] Words)
{
    public float Float => BitConverter.UInt32BitsToSingle(((uint)Words[0] << 16) | Words[1]);

    public int Int32 => (Words[0] << 16) | Words[1];
}
