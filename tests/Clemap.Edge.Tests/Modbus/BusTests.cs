using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>Frames of a bus, against a server that others wrote.</summary>
public sealed class BusTests : IAsyncLifetime
{
    private readonly ModbusConnections connections = new(TimeProvider.System, new ModbusTiming());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("rtu", "RtuTcp")]
    [InlineData("ascii", "Ascii")]
    public async Task Through_a_converter_two_units_are_read_and_written(string frames, string transport)
    {
        await using var server = await PymodbusServer.StartAsync(frames, Cancellation);
        var address = new ModbusAddress(Enum.Parse<ModbusTransport>(transport), "127.0.0.1", server.Port);
        await SpeakAsync(connections.Unit(address, 1, default), connections.Unit(address, 7, default));
    }

    [Fact]
    public async Task On_a_serial_port_two_units_are_read_and_written()
    {
        await using var server = await PymodbusServer.StartAsync("rtu", Cancellation);
        await using var port = await PseudoTerminal.ConnectAsync(server.Port, Cancellation);
        var address = new ModbusAddress(ModbusTransport.Rtu, "", 0, new SerialBus(port.Device, 19200, "8N1"));

        await SpeakAsync(connections.Unit(address, 1, default), connections.Unit(address, 7, default));
        await connections.DisposeAsync(); // before the port goes
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_unreachable()
    {
        var address = new ModbusAddress(ModbusTransport.Rtu, "", 0, new SerialBus("/dev/no-such-port", 19200, "8E1"));

        var failure = await Should.ThrowAsync<ModbusException>(() => connections.Unit(address, 1, default).ReadHoldingAsync(0, 1, Cancellation));

        failure.Fault.ShouldBe(ModbusFault.Unreachable);
        failure.Message.ShouldContain("/dev/no-such-port");
    }

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    private static async Task SpeakAsync(ModbusUnit first, ModbusUnit second)
    {
        (await first.ReadHoldingAsync(19000, 2, Cancellation)).Float32(19000).ShouldBe(229.5);
        (await second.ReadInputAsync(3, 2, Cancellation)).UInt32(3).ShouldBe((503u << 16) | 504);
        await first.WriteRegisterAsync(100, 4711, Cancellation);
        await second.WriteRegistersAsync(101, RegisterWords.Of(16.5f), Cancellation);
        await first.WriteCoilAsync(1, true, Cancellation);
        (await first.ReadCoilsAsync(0, 2, Cancellation)).ShouldBe([true, true]);
        (await first.ReadHoldingAsync(100, 3, Cancellation)).Float32(101).ShouldBe(16.5);
        (first.Generation, second.Generation).ShouldBe((1, 1));
        (await Should.ThrowAsync<ModbusException>(() => first.ReadInputAsync(5000, 1, Cancellation))).Code.ShouldBe((byte?)2);
        (await second.ReadHoldingAsync(100, 1, Cancellation)).UInt16(100).ShouldBe((ushort)4711);
    }
}
