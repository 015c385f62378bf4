using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.Modbus;

public sealed class ModbusLineTests
{
    private static readonly ModbusTiming Quick = new() { Answer = TimeSpan.FromMilliseconds(300), FirstRetry = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_of_another_unit_is_passed_over_and_late_bytes_are_thrown_away()
    {
        await using var server = new RtuServer(request => request[0] == 1 ? [.. Frame(2, [3, 2, 0, 9]), .. Frame(1, [3, 2, 0, 42]), .. Frame(1, [3, 2, 0, 7])] : Frame(2, [3, 2, 0, 8]));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        var (first, second) = (Unit(connections, server.Port, 1), Unit(connections, server.Port, 2));

        (await first.ReadHoldingAsync(0, 1, Cancellation)).UInt16(0).ShouldBe((ushort)42);
        (await second.ReadHoldingAsync(0, 1, Cancellation)).UInt16(0).ShouldBe((ushort)8);
    }

    [Fact]
    public async Task A_frame_of_the_same_unit_that_cannot_be_the_answer_is_passed_over()
    {
        byte[] earlier = Frame(1, [3, 4, 0, 9, 0, 9]);
        byte[] echo = Frame(1, [6, 0, 0, 0, 5]);
        await using var server = new RtuServer(request => request[1] == 3 ? [.. earlier, .. Frame(1, [3, 2, 0, 42])] : [.. Frame(1, [6, 0, 0, 0, 4]), .. echo]);
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        var unit = Unit(connections, server.Port, 1);

        (await unit.ReadHoldingAsync(0, 1, Cancellation)).UInt16(0).ShouldBe((ushort)42);
        await unit.WriteRegisterAsync(0, 5, Cancellation);
        (await Should.ThrowAsync<ModbusException>(() => unit.WriteRegisterAsync(0, 6, Cancellation))).Fault.ShouldBe(ModbusFault.Timeout);
    }

    [Fact]
    public async Task What_a_converter_repeats_a_moment_later_is_not_taken_for_the_next_answer()
    {
        int asked = 0;
        await using var server = new RtuServer(_ => [.. Frame(1, [3, 2, 0, (byte)++asked]), .. Frame(1, [3, 2, 0, (byte)asked])]);
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        var unit = Unit(connections, server.Port, 1);

        for (ushort i = 1; i <= 20; i++)
            (await unit.ReadHoldingAsync(0, 1, Cancellation)).UInt16(0).ShouldBe(i);
    }

    [Fact]
    public async Task A_unit_that_was_silent_counts_as_new_and_the_others_do_not()
    {
        bool silent = false;
        await using var server = new RtuServer(request => silent && request[0] == 1 ? [] : Frame(request[0], [3, 2, 0, 1]));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        var (first, second) = (Unit(connections, server.Port, 1), Unit(connections, server.Port, 2));
        await first.ReadHoldingAsync(0, 1, Cancellation);
        await second.ReadHoldingAsync(0, 1, Cancellation);

        silent = true;
        (await Should.ThrowAsync<ModbusException>(() => first.ReadHoldingAsync(0, 1, Cancellation))).Fault.ShouldBe(ModbusFault.Timeout);
        silent = false;
        await Should.ThrowAsync<ModbusException>(() => first.ReadHoldingAsync(0, 1, Cancellation)); // left alone for a moment
        await Task.Delay(Quick.FirstRetry * 1.5, Cancellation);
        await first.ReadHoldingAsync(0, 1, Cancellation);
        await second.ReadHoldingAsync(0, 1, Cancellation);

        (first.Generation, second.Generation).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_request_without_answer_is_asked_again_where_the_model_needs_it()
    {
        int asked = 0;
        await using var server = new RtuServer(_ => ++asked == 1 ? [] : Frame(1, [3, 2, 0, 5]));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);

        (await Unit(connections, server.Port, 1, retries: 1).ReadHoldingAsync(0, 1, Cancellation)).UInt16(0).ShouldBe((ushort)5);
    }

    [Fact]
    public async Task Between_two_requests_the_bus_rests_as_long_as_the_model_needs()
    {
        var came = new List<long>();
        await using var server = new RtuServer(_ =>
        {
            came.Add(System.Diagnostics.Stopwatch.GetTimestamp());
            return Frame(1, [3, 2, 0, 5]);
        });
        await using var connections = new ModbusConnections(TimeProvider.System, Quick);
        var unit = connections.Unit(new ModbusAddress(ModbusTransport.RtuTcp, "127.0.0.1", server.Port), 1, new ModbusManners(TimeSpan.FromMilliseconds(100), 0));

        await unit.ReadHoldingAsync(0, 1, Cancellation);
        await unit.ReadHoldingAsync(0, 1, Cancellation);

        System.Diagnostics.Stopwatch.GetElapsedTime(came[0], came[1]).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(95));
    }

    [Fact]
    public async Task A_silent_unit_costs_the_others_a_second_only_now_and_then()
    {
        await using var server = new RtuServer(request => request[0] == 1 ? [] : Frame(2, [3, 2, 0, 1]));
        await using var connections = new ModbusConnections(TimeProvider.System, Quick with { FirstRetry = TimeSpan.FromSeconds(30), LongestRetry = TimeSpan.FromSeconds(30) });
        var (first, second) = (Unit(connections, server.Port, 1), Unit(connections, server.Port, 2));
        await Should.ThrowAsync<ModbusException>(() => first.ReadHoldingAsync(0, 1, Cancellation));
        long from = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < 5; i++)
        {
            (await Should.ThrowAsync<ModbusException>(() => first.ReadHoldingAsync(0, 1, Cancellation))).Fault.ShouldBe(ModbusFault.Unreachable);
            await second.ReadHoldingAsync(0, 1, Cancellation);
        }
        System.Diagnostics.Stopwatch.GetElapsedTime(from).ShouldBeLessThan(Quick.Answer);
        second.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task A_converter_that_says_nothing_any_more_is_connected_to_anew()
    {
        bool silent = true;
        await using var server = new RtuServer(request => silent ? [] : Frame(1, [3, 2, 0, 1]));
        await using var connections = new ModbusConnections(
            TimeProvider.System, new ModbusTiming { Answer = TimeSpan.FromMilliseconds(50), FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(1) });
        var unit = Unit(connections, server.Port, 1);
        for (int i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<ModbusException>(() => unit.ReadHoldingAsync(0, 1, Cancellation));
            await Task.Delay(10, Cancellation);
        }
        silent = false;

        await unit.ReadHoldingAsync(0, 1, Cancellation);

        server.Connections.ShouldBe(2);
    }

    private static ModbusUnit Unit(ModbusConnections connections, int port, byte unit, int retries = 0) =>
        connections.Unit(new ModbusAddress(ModbusTransport.RtuTcp, "127.0.0.1", port), unit, new ModbusManners(TimeSpan.Zero, retries));

    private static byte[] Frame(byte unit, byte[] answer) => new RtuFraming().Frame(unit, answer);
}
