using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations;

public sealed class AlfenNg9xxTests
{
    private const byte Unit = AlfenNg9xx.SocketUnit;

    [Fact]
    public async Task Registers_show_the_state_of_a_charging_car()
    {
        await using var bench = await Bench.StartAsync("alfen-ng9xx");
        bench.After(20);
        using var client = await bench.ConnectAsync();
        (await client.ReadTextAsync(Unit, 1201, 5)).ShouldBe("C2");
        for (var phase = 0; phase < 3; phase++)
        {
            (await client.ReadSingleAsync(Unit, 306 + 2 * phase)).ShouldBe((float)bench.Point.VoltageV[phase]);
            (await client.ReadSingleAsync(Unit, 320 + 2 * phase)).ShouldBe((float)bench.Point.CurrentA[phase]);
            (await client.ReadSingleAsync(Unit, 338 + 2 * phase)).ShouldBe((float)bench.Point.PowerW[phase]);
        }

        (await client.ReadSingleAsync(Unit, 344)).ShouldBe((float)bench.Point.PowerW.Sum);
        (await client.ReadDoubleAsync(Unit, 374)).ShouldBe(bench.Point.Energy.ImportExactWh);
        (await client.ReadTextAsync(AlfenNg9xx.StationUnit, 117, 5)).ShouldBe("Alfen NV");
        // The measured values can be read in one block.
        (await client.ReadAsync(Unit, 300, 94)).Length.ShouldBe(188);
    }

    [Fact]
    public async Task Mbpoll_reads_the_twin_and_a_limit_it_writes_is_followed_after_five_seconds()
    {
        await using var bench = await Bench.StartAsync("alfen-ng9xx");
        bench.After(20);
        var current = await Mbpoll.ReadAsync(bench.Port, Unit, 320, "4:float", 3);
        for (var phase = 0; phase < 3; phase++) current[phase].ShouldBe(bench.Point.CurrentA[phase], 0.001);
        await Mbpoll.WriteAsync(bench.Port, Unit, 1210, "4:float", 13.5);
        bench.After(5);
        bench.Point.CurrentA[0].ShouldBeInRange(5.5, 6);
        bench.After(1);
        bench.Point.CurrentA[0].ShouldBeInRange(13, 13.5);
    }

    [Fact]
    public async Task A_set_point_is_valid_for_a_minute_then_the_safe_current_holds()
    {
        await using var bench = await Bench.StartAsync("alfen-ng9xx");
        using var client = await bench.ConnectAsync();
        (await client.WriteSingleFloatAsync(Unit, 1210, 14)).ShouldBe((byte)0);
        bench.After(15);
        (await client.ReadUInt32Async(Unit, 1208)).ShouldBe(45u);
        (await client.ReadUInt16Async(Unit, 1214)).ShouldBe((ushort)1);
        (await client.ReadSingleAsync(Unit, 1206)).ShouldBe(14);
        bench.After(45);
        (await client.ReadSingleAsync(Unit, 1206)).ShouldBe(6);
        (await client.ReadUInt16Async(Unit, 1214)).ShouldBe((ushort)0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5.9f)]
    public async Task A_value_below_six_ampere_pauses(float limitA)
    {
        await using var bench = await Bench.StartAsync("alfen-ng9xx");
        bench.After(10);
        using var client = await bench.ConnectAsync();
        await client.WriteSingleFloatAsync(Unit, 1210, limitA);
        bench.After(6);
        bench.Point.CurrentA.Sum.ShouldBe(0);
        (await client.ReadTextAsync(Unit, 1201, 5)).ShouldBe("B1");
    }

    [Fact]
    public async Task A_one_phase_car_draws_on_the_first_terminal_only_which_the_rotation_maps_to_the_grid()
    {
        await using var bench = await Bench.StartAsync(
            Bench.Station("alfen-ng9xx") with { Rotation = "231" }, new CarModel(40_000, 1, 16));
        var withoutCar = bench.Live.Site.Grid.PowerW;
        bench.After(10);
        using var client = await bench.ConnectAsync();
        (await client.ReadSingleAsync(Unit, 320)).ShouldBeInRange(5.5f, 6);
        (await client.ReadSingleAsync(Unit, 322)).ShouldBe(0);
        (await client.ReadSingleAsync(Unit, 324)).ShouldBe(0);
        (bench.Live.Site.Grid.PowerW[1] - bench.Live.Site.HousePowerW[1]).ShouldBe(bench.Point.PowerW[0], 0.001);
        withoutCar[1].ShouldBeLessThan(bench.Live.Site.Grid.PowerW[1]);
    }

    [Fact]
    public async Task One_phase_can_be_chosen()
    {
        await using var bench = await Bench.StartAsync("alfen-ng9xx");
        bench.After(10);
        using var client = await bench.ConnectAsync();
        (await client.WriteSingleAsync(Unit, 1215, 1)).ShouldBe((byte)0);
        bench.After(1);
        bench.Point.CurrentA[0].ShouldBeGreaterThan(0);
        bench.Point.CurrentA[1].ShouldBe(0);
        (await client.WriteSingleAsync(Unit, 1215, 2)).ShouldBe((byte)3);
    }

    [Fact]
    public async Task Half_a_set_point_and_a_third_master_are_refused()
    {
        await using var bench = await Bench.StartAsync("alfen-ng9xx");
        using var first = await bench.ConnectAsync();
        (await first.WriteMultipleAsync(Unit, 1210, [0x41, 0x60])).ShouldBe((byte)2);
        using var second = await bench.ConnectAsync();
        await second.ReadUInt16Async(Unit, 1200);
        using var third = await bench.ConnectAsync();
        await Should.ThrowAsync<IOException>(() => third.ReadUInt16Async(Unit, 1200));
    }
}
