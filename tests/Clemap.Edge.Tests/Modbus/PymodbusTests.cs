using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>The edge's own client against a server that others wrote: both read the standard the same way.</summary>
public sealed class PymodbusTests : IAsyncLifetime
{
    private readonly ModbusConnections connections = new(TimeProvider.System, new ModbusTiming());
    private PymodbusServer? server;

    private int Port => server!.Port;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await PymodbusServer.StartAsync("tcp", Cancellation);

    [Fact]
    public async Task The_meter_driver_reads_the_same_values()
    {
        var sample = await MeterModels.Create("janitza-umg", "127.0.0.1", Port, 1, connections, TimeProvider.System).ReadAsync(Cancellation);

        sample.VoltageV.ShouldBe(new PhaseValues(229.5, 231.25, 230.75));
        sample.CurrentA.ShouldBe(new PhaseValues(12.5, -8.25, 3.5));
        sample.ActiveW.ShouldBe(new PhaseValues(2850, -1900, 800));
        sample.ApparentVA.ShouldBe(5600);
        sample.ReactiveVar.ShouldBe(210.5);
        sample.PowerFactor.ShouldBe(1750.0 / 5600);
        (sample.ImportWh, sample.ExportWh).ShouldBe((1234567, 7654));
    }

    [Fact]
    public async Task Every_function_code_is_understood()
    {
        var unit = connections.Unit("127.0.0.1", Port, 7);

        (await unit.ReadCoilsAsync(0, 10, Cancellation)).ShouldBe([true, false, true, true, false, false, true, false, true, true]);
        (await unit.ReadDiscreteInputsAsync(0, 3, Cancellation)).ShouldBe([false, true, false]);
        (await unit.ReadHoldingAsync(100, 10, Cancellation)).UInt16(109).ShouldBe((ushort)1009);
        (await unit.ReadInputAsync(3, 2, Cancellation)).UInt32(3).ShouldBe((503u << 16) | 504);

        await unit.WriteCoilAsync(1, true, Cancellation);
        await unit.WriteCoilsAsync(11, [true, false, true, true, true, false, false, true, true], Cancellation);
        await unit.WriteRegisterAsync(100, 4711, Cancellation);
        await unit.WriteRegistersAsync(101, RegisterWords.Of(16.5f), Cancellation);
        var exchanged = await unit.ReadWriteAsync(100, 3, 103, [7, 8], Cancellation);

        (await unit.ReadCoilsAsync(0, 2, Cancellation)).ShouldBe([true, true]);
        (await unit.ReadCoilsAsync(11, 9, Cancellation)).ShouldBe([true, false, true, true, true, false, false, true, true]);
        exchanged.UInt16(100).ShouldBe((ushort)4711);
        exchanged.Float32(101).ShouldBe(16.5);
        (await unit.ReadHoldingAsync(103, 2, Cancellation)).UInt32(103).ShouldBe((7u << 16) | 8);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_refused()
    {
        var refusal = await Should.ThrowAsync<ModbusException>(() => connections.Unit("127.0.0.1", Port, 1).ReadInputAsync(5000, 1, Cancellation));

        (refusal.Fault, refusal.Code).ShouldBe((ModbusFault.Refused, (byte?)2));
    }

    public async ValueTask DisposeAsync()
    {
        await connections.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
    }
}
