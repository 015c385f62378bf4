using Clemap.Simulator.Stations;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations;

public sealed class WebastoNextTests
{
    private const byte Unit = WebastoNext.DefaultUnit;

    [Fact]
    public async Task Registers_show_the_state_of_a_charging_car()
    {
        await using var bench = await Bench.StartAsync("webasto-next");
        bench.After(30);
        using var client = await bench.ConnectAsync();
        (await client.ReadUInt16Async(Unit, 1000)).ShouldBe((ushort)3);
        (await client.ReadUInt16Async(Unit, 1004)).ShouldBe((ushort)3);
        for (var phase = 0; phase < 3; phase++)
        {
            (await client.ReadUInt16Async(Unit, 1008 + 2 * phase)).ShouldBe((ushort)(bench.Point.CurrentA[phase] * 1000));
            (await client.ReadUInt32Async(Unit, 1024 + 4 * phase)).ShouldBe((uint)bench.Point.PowerW[phase]);
        }

        (await client.ReadUInt32Async(Unit, 1020)).ShouldBe((uint)bench.Point.PowerW.Sum);
        (await client.ReadUInt32Async(Unit, 1036)).ShouldBe((uint)bench.Point.Energy.ImportWh);
        (await client.ReadUInt32Async(Unit, 1508)).ShouldBe(28u);
        (await client.ReadTextAsync(Unit, 1600, 10)).ShouldBe("04A1B2C3D6");
        (await client.ReadAsync(Unit, 1000, 1, function: 4)).ShouldBe([0, 3]);
    }

    [Fact]
    public async Task Mbpoll_reads_the_twin_and_a_limit_it_writes_is_followed_after_five_seconds()
    {
        await using var bench = await Bench.StartAsync(Bench.Station("webasto-next") with { MaximumA = 32 });
        bench.After(20);
        (await Mbpoll.ReadAsync(bench.Port, Unit, 1020, "4:int"))[0].ShouldBe(Math.Floor(bench.Point.PowerW.Sum));
        (await Mbpoll.ReadAsync(bench.Port, Unit, 1008, "3"))[0].ShouldBe(Math.Floor(bench.Point.CurrentA[0] * 1000));
        await Mbpoll.WriteAsync(bench.Port, Unit, 5004, "4", 25);
        bench.After(5);
        bench.Point.CurrentA[0].ShouldBeInRange(5.5, 6);
        bench.After(1);
        bench.Point.CurrentA[0].ShouldBeInRange(24, 25);
    }

    [Fact]
    public async Task Without_the_life_bit_the_failsafe_current_holds()
    {
        await using var bench = await Bench.StartAsync("webasto-next");
        using var client = await bench.ConnectAsync();
        await client.WriteSingleAsync(Unit, 2002, 20);
        await client.WriteSingleAsync(Unit, 2000, 8);
        await client.WriteSingleAsync(Unit, 5004, 16);
        await client.WriteSingleAsync(Unit, 6000, 1);
        (await client.ReadUInt16Async(Unit, 6000)).ShouldBe((ushort)1);
        bench.After(1);
        (await client.ReadUInt16Async(Unit, 6000)).ShouldBe((ushort)0, "the station takes the life bit down");
        bench.After(20);
        bench.Point.OfferedA.ShouldBe(16);
        await client.WriteSingleAsync(Unit, 5004, 15);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(8, "only the life bit counts");
        await client.WriteSingleAsync(Unit, 6000, 1);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(15);
    }

    [Fact]
    public async Task Limit_zero_pauses_and_a_cancelled_session_stays_stopped()
    {
        await using var bench = await Bench.StartAsync("webasto-next");
        bench.After(10);
        using var client = await bench.ConnectAsync();
        await client.WriteSingleAsync(Unit, 5004, 0);
        bench.After(6);
        (await client.ReadUInt16Async(Unit, 1000)).ShouldBe((ushort)4);
        bench.Point.CurrentA.Sum.ShouldBe(0);
        await client.WriteSingleAsync(Unit, 5004, 10);
        await client.WriteSingleAsync(Unit, 5006, 2);
        bench.After(6);
        (await client.ReadUInt16Async(Unit, 1000)).ShouldBe((ushort)6);
        await client.WriteSingleAsync(Unit, 5006, 1);
        bench.After(6);
        (await client.ReadUInt16Async(Unit, 1000)).ShouldBe((ushort)3);
    }

    [Fact]
    public async Task A_power_limit_is_taken_as_whole_ampere()
    {
        await using var bench = await Bench.StartAsync("webasto-next");
        using var client = await bench.ConnectAsync();
        (await client.WriteInt32Async(Unit, 5000, 7_000)).ShouldBe((byte)0);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(10);
    }
}
