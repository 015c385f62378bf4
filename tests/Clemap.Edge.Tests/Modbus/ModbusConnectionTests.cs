using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.Modbus;

public sealed class ModbusConnectionTests
{
    private static readonly ModbusTiming Quick = new() { Answer = TimeSpan.FromMilliseconds(300), FirstRetry = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_sends_the_frame_of_the_standard_and_gives_the_words()
    {
        byte[] seen = [];
        await using var server = new ScriptedServer(request =>
        {
            seen = request;
            return Frame(request, [3, 4, 0x12, 0x34, 0xAB, 0xCD]);
        });
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);

        var block = await connections.Unit("127.0.0.1", server.Port, 17).ReadHoldingAsync(0x006B, 2, Cancellation);

        block.UInt32(0x006B).ShouldBe(0x1234ABCDu);
        seen.ShouldBe([0, 1, 0, 0, 0, 6, 17, 3, 0x00, 0x6B, 0x00, 0x02]);
    }

    [Theory]
    [InlineData("one data byte too few", ModbusFault.Malformed)]
    [InlineData("wrong count", ModbusFault.Malformed)]
    [InlineData("other function", ModbusFault.Malformed)]
    [InlineData("other unit", ModbusFault.Malformed)]
    [InlineData("other protocol", ModbusFault.Malformed)]
    [InlineData("length of nothing", ModbusFault.Malformed)]
    [InlineData("length beyond a frame", ModbusFault.Malformed)]
    [InlineData("half a frame, then silence", ModbusFault.Timeout)]
    [InlineData("wrong transaction", ModbusFault.Timeout)]
    [InlineData("silence", ModbusFault.Timeout)]
    internal async Task A_wrong_answer_is_never_taken_for_a_value(string what, ModbusFault expected)
    {
        await using var server = new ScriptedServer(request => Wrong(what, request));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);

        (await FailAsync(connections.Unit("127.0.0.1", server.Port, 1))).Fault.ShouldBe(expected);
    }

    [Fact]
    public async Task A_device_that_hangs_up_in_the_middle_is_unreachable()
    {
        await using var server = new ClosingServer([0, 1, 0, 0]);
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);

        (await FailAsync(connections.Unit("127.0.0.1", server.Port, 1))).Fault.ShouldBe(ModbusFault.Unreachable);
    }

    [Fact]
    public async Task A_late_answer_to_another_question_is_skipped_for_the_right_one()
    {
        await using var server = new ScriptedServer(request =>
        {
            byte[] right = Frame(request, [3, 2, 0, 42]), stale = Frame(request, [3, 2, 0, 7]);
            stale[1]--;
            return [.. stale, .. right];
        });
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);

        var block = await connections.Unit("127.0.0.1", server.Port, 1).ReadHoldingAsync(0, 1, Cancellation);

        block.UInt16(0).ShouldBe((ushort)42);
    }

    [Fact]
    public async Task An_exception_of_the_device_is_a_refusal_and_keeps_the_connection()
    {
        await using var server = new ScriptedServer(request => Frame(request, request[7] == 3 ? [0x83, 2] : [6, .. request[8..12]]));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        var unit = connections.Unit("127.0.0.1", server.Port, 1);

        var refusal = await FailAsync(unit);
        await unit.WriteRegisterAsync(5, 6, Cancellation);

        refusal.Fault.ShouldBe(ModbusFault.Refused);
        refusal.Code.ShouldBe((byte)2);
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_is_not_repeated_back_has_failed()
    {
        await using var server = new ScriptedServer(request => Frame(request, [6, 0, 5, 0, 99]));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);

        var failure = await Should.ThrowAsync<ModbusException>(
            () => connections.Unit("127.0.0.1", server.Port, 1).WriteRegisterAsync(5, 6, Cancellation));

        failure.Fault.ShouldBe(ModbusFault.Malformed);
    }

    [Fact]
    public async Task A_device_that_went_away_is_found_again_and_counts_as_a_new_generation()
    {
        int port;
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        ModbusUnit unit;
        await using (var first = new RegisterServer())
        {
            port = first.Port;
            first.Set(1, 11);
            unit = connections.Unit("127.0.0.1", port, 1);
            (await unit.ReadHoldingAsync(1, 1, Cancellation)).UInt16(1).ShouldBe((ushort)11);
        }
        await Should.ThrowAsync<ModbusException>(() => unit.ReadHoldingAsync(1, 1, Cancellation));
        await Should.ThrowAsync<ModbusException>(() => unit.ReadHoldingAsync(1, 1, Cancellation));

        await using var second = new RegisterServer(port);
        second.Set(1, 22);
        ushort value = 0;
        for (int i = 0; i < 40 && value == 0; i++)
        {
            try
            {
                value = (await unit.ReadHoldingAsync(1, 1, Cancellation)).UInt16(1);
            }
            catch (ModbusException)
            {
                await Task.Delay(50, Cancellation);
            }
        }

        value.ShouldBe((ushort)22);
        unit.Generation.ShouldBe(2);
    }

    private static async Task<ModbusException> FailAsync(ModbusUnit unit) =>
        await Should.ThrowAsync<ModbusException>(() => unit.ReadHoldingAsync(0, 1, Cancellation));

    private static byte[] Wrong(string what, byte[] request)
    {
        byte[] right = Frame(request, [3, 2, 0, 42]);
        switch (what)
        {
            case "one data byte too few": return Frame(request, [3, 2, 0]);
            case "wrong count": return Frame(request, [3, 4, 0, 42]);
            case "other function": return Frame(request, [4, 2, 0, 42]);
            case "other unit": right[6]++; return right;
            case "other protocol": right[3] = 1; return right;
            case "length of nothing": right[5] = 1; return right;
            case "length beyond a frame": right[4] = 0xFF; return right;
            case "half a frame, then silence": return right[..5];
            case "wrong transaction": right[1] += 100; return right;
            default: return [];
        }
    }

    private static byte[] Frame(byte[] request, byte[] pdu) => [.. request[..4], 0, (byte)(pdu.Length + 1), request[6], .. pdu];
}
