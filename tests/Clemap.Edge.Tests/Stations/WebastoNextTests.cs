using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Tests.Stations;

public sealed class WebastoNextTests : DriverBench
{
    private readonly ModbusStation station;

    public WebastoNextTests()
    {
        station = Station("webasto-next", fallbackA: 6);
        foreach (ushort address in (ushort[])[1000, 1008, 1010, 1012])
            Server.Set(address, 0);
        foreach (ushort address in (ushort[])[1024, 1028, 1032, 1036])
            Server.SetUInt32(address, 0);
        Server.SetText(1600, 10, "");
    }

    [Fact]
    public async Task Read_gives_current_power_register_and_card()
    {
        Server.Set(1000, 3);
        Server.Set(1008, 11_600);
        Server.SetUInt32(1024, 2668);
        Server.SetUInt32(1036, 377_622);
        Server.SetText(1600, 10, "04a1b2c3d6");

        var sample = await station.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L1!.Value.ShouldBe(11.6, 0.0001);
        sample.ActiveW.L1.ShouldBe(2668);
        sample.ImportWh.ShouldBe(377_622);
        sample.Card.ShouldBe("04A1B2C3D6");
    }

    [Fact]
    public async Task Fallback_is_written_and_read_back()
    {
        await station.PrepareAsync(Cancellation);

        Server.Writes.Select(write => (write.Function, write.Address, write.Words[0]))
            .ShouldBe([((byte)6, (ushort)2000, (ushort)6), ((byte)6, (ushort)2002, (ushort)20)]);
    }

    [Fact]
    public async Task The_life_bit_is_set_well_within_the_failsafe_time_and_limits_are_whole_ampere_rounded_down()
    {
        for (int second = 0; second < 20; second++)
        {
            await station.OrderAsync(11.9, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Written(6000).Length.ShouldBe(5); // every 4 s
        Written(5004).ShouldHaveSingleItem().Words.ShouldBe([11]);
    }

    [Fact]
    public async Task Zero_pauses()
    {
        await station.OrderAsync(0, Cancellation);
        Written(5004).ShouldHaveSingleItem().Words.ShouldBe([0]);
    }
}
