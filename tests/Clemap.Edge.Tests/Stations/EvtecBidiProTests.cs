using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Tests.Stations;

public sealed class EvtecBidiProTests : DriverBench
{
    private readonly SupplyVoltage supply = new();
    private readonly ModbusStation station;

    public EvtecBidiProTests()
    {
        station = Station("evtec-bidipro", fallbackA: 6, supply);
        for (ushort address = 100; address < 122; address++)
            Server.Set(address, 0);
        foreach (ushort address in (ushort[])[130, 146, 186])
            Server.SetUInt32(address, 0);
        Server.SetFloat(130, 11_040);
        for (ushort address = 38; address < 44; address++)
            Server.Set(address, 0);
    }

    [Theory]
    [InlineData(1, 0, StationState.Free)]
    [InlineData(5, 0, StationState.Occupied)]
    [InlineData(7, 6900, StationState.Charging)]
    [InlineData(8, -6900, StationState.Discharging)]
    [InlineData(12, 0, StationState.NotInOperation)]
    public async Task State_and_current_come_from_code_and_power(int code, double powerW, StationState expected)
    {
        Server.SetUInt32(100, (uint)code);
        Server.SetFloat(110, powerW);
        Server.SetFloat(118, 1234.5);

        var sample = await station.ReadAsync(Cancellation);

        sample.State.ShouldBe(expected);
        sample.CurrentA.L2!.Value.ShouldBe(powerW / 690, 0.001);
        sample.ImportWh.ShouldBeNull();
        sample.SessionWh.ShouldBe(1234.5);
    }

    [Fact]
    public async Task Amperes_become_watts_at_the_lowest_voltage_and_never_above_what_is_offered()
    {
        supply.LowestV = 224;
        await station.OrderAsync(10, Cancellation);
        await station.ReadAsync(Cancellation);
        await station.OrderAsync(63, Cancellation);

        Written(186).Select(write => (write.Function, write.Int32)).ShouldBe([((byte)16, 6600), ((byte)16, 11_040)]);
    }

    [Fact]
    public async Task Fallback_is_written_in_watts_and_read_back()
    {
        await station.PrepareAsync(Cancellation);

        Server.Writes.Select(write => (write.Address, write.Int32)).ShouldBe([((ushort)38, 4140), ((ushort)42, 30)]);
    }
}
