using System.Net;
using System.Net.Sockets;
using Clemap.Simulator.Live;
using Clemap.Simulator.Modbus;

namespace Clemap.Simulator.Tests.Modbus;

public sealed class ModbusServerTests : IAsyncDisposable
{
    private readonly ModbusServer _server;

    public ModbusServerTests()
    {
        var words = new ushort[] { 10, 20, 30, 40 };
        var map = new RegisterMap(RegisterTable.Holding | RegisterTable.Input, WriteFunction.Single | WriteFunction.Multiple);
        for (ushort i = 0; i < words.Length; i++)
        {
            var at = i;
            map.Add(at, 1, value => value[0] = words[at], value =>
            {
                words[at] = value[0];
                return ModbusFault.None;
            });
        }

        _server = new ModbusServer(
            new IPEndPoint(IPAddress.Loopback, 0),
            new Wire(new Dictionary<byte, IModbusUnit> { [1] = map, [7] = new Bits() }),
            new Lock(),
            ModbusServerLimits.Generous);
        _server.Start();
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 10 }, new byte[] { 1, 2, 0b1001_0010, 0b10 })]
    [InlineData(new byte[] { 2, 0, 1, 0, 3 }, new byte[] { 2, 1, 0b001 })]
    [InlineData(new byte[] { 5, 0, 3, 0xFF, 0 }, new byte[] { 5, 0, 3, 0xFF, 0 })]
    [InlineData(new byte[] { 15, 0, 0, 0, 9, 2, 0b1, 0b1 }, new byte[] { 15, 0, 0, 0, 9 })]
    [InlineData(new byte[] { 5, 0, 3, 0xFF, 1 }, new byte[] { 0x85, 3 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, new byte[] { 0x81, 3 })]
    [InlineData(new byte[] { 1, 0, 0, 7, 0xD1 }, new byte[] { 0x81, 3 })]
    [InlineData(new byte[] { 15, 0, 0, 0, 9, 1, 1 }, new byte[] { 0x8F, 3 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 1 }, new byte[] { 0x83, 1 })]
    public async Task Bits_are_served_as_the_protocol_says(byte[] request, byte[] answer)
    {
        using var client = await RawClient.ConnectAsync(_server.Port);
        (await client.AskAsync(7, request)).ShouldBe(answer);
    }

    [Theory]
    [InlineData(new byte[] { 3, 0, 1, 0, 2 }, new byte[] { 3, 4, 0, 20, 0, 30 })]
    [InlineData(new byte[] { 4, 0, 3, 0, 1 }, new byte[] { 4, 2, 0, 40 })]
    [InlineData(new byte[] { 6, 0, 0, 1, 2 }, new byte[] { 6, 0, 0, 1, 2 })]
    [InlineData(new byte[] { 16, 0, 0, 0, 2, 4, 0, 1, 0, 2 }, new byte[] { 16, 0, 0, 0, 2 })]
    [InlineData(new byte[] { 23, 0, 0, 0, 3, 0, 1, 0, 1, 2, 0, 99 }, new byte[] { 23, 6, 0, 10, 0, 99, 0, 30 })]
    [InlineData(new byte[] { 3, 0, 3, 0, 2 }, new byte[] { 0x83, 2 })]
    [InlineData(new byte[] { 3, 0xFF, 0xFF, 0, 2 }, new byte[] { 0x83, 2 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 126 }, new byte[] { 0x83, 3 })]
    [InlineData(new byte[] { 3, 0, 0, 0 }, new byte[] { 0x83, 3 })]
    [InlineData(new byte[] { 16, 0, 0, 0, 2, 3, 0, 1, 0 }, new byte[] { 0x90, 3 })]
    [InlineData(new byte[] { 16, 0, 0, 0, 2, 4, 0, 1 }, new byte[] { 0x90, 3 })]
    [InlineData(new byte[] { 23, 0, 0, 0, 3, 0, 9, 0, 1, 2, 0, 99 }, new byte[] { 0x97, 2 })]
    [InlineData(new byte[] { 43, 14, 1, 0 }, new byte[] { 0xAB, 1 })]
    public async Task Registers_are_served_as_the_protocol_says(byte[] request, byte[] answer)
    {
        using var client = await RawClient.ConnectAsync(_server.Port);
        (await client.AskAsync(1, request)).ShouldBe(answer);
    }

    [Fact]
    public async Task An_unknown_unit_answers_that_the_target_failed()
    {
        using var client = await RawClient.ConnectAsync(_server.Port);
        (await client.AskAsync(2, 3, 0, 0, 0, 1)).ShouldBe([0x83, 11]);
    }

    [Fact]
    public async Task Several_clients_are_served_at_the_same_time()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RawClient.ConnectAsync(_server.Port)));
        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(clients.Select(client => client.ReadUInt16Async(1, 2)));
            answers.ShouldAllBe(value => value == 30);
        }

        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task A_frame_in_pieces_is_put_together_and_one_that_is_no_modbus_ends_the_connection()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port, cancellation);
        client.NoDelay = true;
        var stream = client.GetStream();
        foreach (var part in new byte[][] { [0, 1, 0], [0, 0, 6, 1, 3], [0, 0, 0, 1] })
        {
            await stream.WriteAsync(part, cancellation);
            await Task.Delay(20, cancellation);
        }

        var answer = new byte[11];
        await stream.ReadExactlyAsync(answer, cancellation);
        answer.ShouldBe([0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 10]);
        await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), cancellation);
        (await stream.ReadAsync(answer, cancellation)).ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class Bits : IModbusUnit
    {
        private readonly bool[] _bits = [false, true, false, false, true, false, false, true, false, true];

        public ModbusFault ReadBits(BitTable table, ushort address, Span<bool> values)
        {
            if (address + values.Length > _bits.Length) return ModbusFault.IllegalDataAddress;
            _bits.AsSpan(address, values.Length).CopyTo(values);
            return ModbusFault.None;
        }

        public ModbusFault WriteBits(ushort address, ReadOnlySpan<bool> values)
        {
            if (address + values.Length > _bits.Length) return ModbusFault.IllegalDataAddress;
            values.CopyTo(_bits.AsSpan(address));
            return ModbusFault.None;
        }
    }
}
