using System.Buffers.Binary;
using System.Net.Sockets;

namespace Clemap.Simulator.Tests.Modbus;

/// <summary>Bytes of Modbus TCP by hand, so that a mistake in the server's codec is not repeated here.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();
    private ushort _transaction;

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var client = new RawClient();
        await client._client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        return client;
    }

    /// <returns>The answer's protocol data unit: function and data, or function with the high bit and an exception code.</returns>
    public async Task<byte[]> AskAsync(byte unit, params byte[] pdu)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var frame = new byte[7 + pdu.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, ++_transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)(pdu.Length + 1));
        frame[6] = unit;
        pdu.CopyTo(frame, 7);
        await _client.GetStream().WriteAsync(frame, cancellation);
        var header = new byte[7];
        await _client.GetStream().ReadExactlyAsync(header, cancellation);
        BinaryPrimitives.ReadUInt16BigEndian(header).ShouldBe(_transaction);
        header[6].ShouldBe(unit);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(4)) - 1];
        await _client.GetStream().ReadExactlyAsync(answer, cancellation);
        return answer;
    }

    public async Task<byte[]> ReadAsync(byte unit, int address, int count, byte function = 3)
    {
        var answer = await AskAsync(unit, function, (byte)(address >> 8), (byte)address, (byte)(count >> 8), (byte)count);
        answer[0].ShouldBe(function, $"register {address}: exception {answer[1]}");
        answer[1].ShouldBe((byte)(2 * count));
        return answer[2..];
    }

    public async Task<uint> ReadUInt32Async(byte unit, int address) => BinaryPrimitives.ReadUInt32BigEndian(await ReadAsync(unit, address, 2));

    public async Task<int> ReadInt32Async(byte unit, int address) => (int)await ReadUInt32Async(unit, address);

    public async Task<ushort> ReadUInt16Async(byte unit, int address) => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(unit, address, 1));

    public async Task<float> ReadSingleAsync(byte unit, int address) => BinaryPrimitives.ReadSingleBigEndian(await ReadAsync(unit, address, 2));

    public async Task<double> ReadDoubleAsync(byte unit, int address) => BinaryPrimitives.ReadDoubleBigEndian(await ReadAsync(unit, address, 4));

    public async Task<string> ReadTextAsync(byte unit, int address, int words) =>
        System.Text.Encoding.ASCII.GetString(await ReadAsync(unit, address, words)).TrimEnd('\0');

    /// <returns>0, or the exception code.</returns>
    public async Task<byte> WriteSingleAsync(byte unit, int address, int value)
    {
        var answer = await AskAsync(unit, 6, (byte)(address >> 8), (byte)address, (byte)(value >> 8), (byte)value);
        return answer[0] == 6 ? (byte)0 : answer[1];
    }

    /// <returns>0, or the exception code.</returns>
    public async Task<byte> WriteMultipleAsync(byte unit, int address, byte[] data)
    {
        byte[] head = [16, (byte)(address >> 8), (byte)address, 0, (byte)(data.Length / 2), (byte)data.Length];
        var answer = await AskAsync(unit, [.. head, .. data]);
        return answer[0] == 16 ? (byte)0 : answer[1];
    }

    public Task<byte> WriteSingleFloatAsync(byte unit, int address, float value)
    {
        var data = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(data, value);
        return WriteMultipleAsync(unit, address, data);
    }

    public Task<byte> WriteInt32Async(byte unit, int address, int value)
    {
        var data = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(data, value);
        return WriteMultipleAsync(unit, address, data);
    }

    public void Dispose() => _client.Dispose();
}
