using Clemap.Simulator.Stations;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations;

public sealed class KebaP30Tests
{
    private const byte Unit = KebaP30.DefaultUnit;

    [Fact]
    public async Task Registers_show_the_state_of_a_charging_car()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        bench.After(20);
        using var client = await bench.ConnectAsync();
        (await client.ReadUInt32Async(Unit, 1000)).ShouldBe(3u);
        (await client.ReadUInt32Async(Unit, 1004)).ShouldBe(7u);
        for (var phase = 0; phase < 3; phase++)
        {
            (await client.ReadUInt32Async(Unit, 1008 + 2 * phase)).ShouldBe((uint)(bench.Point.CurrentA[phase] * 1000));
            (await client.ReadUInt32Async(Unit, 1040 + 2 * phase)).ShouldBe((uint)Math.Round(bench.Point.VoltageV[phase]));
        }

        (await client.ReadUInt32Async(Unit, 1020)).ShouldBe((uint)(bench.Point.PowerW.Sum * 1000));
        (await client.ReadUInt32Async(Unit, 1036)).ShouldBe((uint)(bench.Point.Energy.ImportExactWh * 10));
        (await client.ReadUInt32Async(Unit, 1502)).ShouldBe((uint)(bench.Point.SessionWh * 10));
        (await client.ReadUInt32Async(Unit, 1500)).ShouldBe(0x04A1B2C3u);
        (await client.ReadUInt32Async(Unit, 1100)).ShouldBe(6000u);
    }

    [Fact]
    public async Task Without_a_car_it_is_free_and_shows_no_card()
    {
        await using var bench = await Bench.StartAsync(Bench.Station("keba-p30"), noCar: true);
        bench.After(5);
        using var client = await bench.ConnectAsync();
        (await client.ReadUInt32Async(Unit, 1000)).ShouldBe(1u);
        (await client.ReadUInt32Async(Unit, 1004)).ShouldBe(1u);
        (await client.ReadUInt32Async(Unit, 1500)).ShouldBe(0u);
    }

    [Fact]
    public async Task Mbpoll_reads_the_twin_and_a_limit_it_writes_is_followed_after_five_seconds()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        bench.After(20);
        (await Mbpoll.ReadAsync(bench.Port, Unit, 1008, "4:int"))[0].ShouldBe(Math.Floor(bench.Point.CurrentA[0] * 1000));
        (await Mbpoll.ReadAsync(bench.Port, Unit, 1036, "4:int"))[0].ShouldBe(Math.Floor(bench.Point.Energy.ImportExactWh * 10));

        await Mbpoll.WriteAsync(bench.Port, Unit, 5004, "4", 12_000);
        bench.After(5);
        bench.Point.CurrentA[0].ShouldBeInRange(5.5, 6);
        bench.After(1);
        bench.Point.CurrentA[0].ShouldBeInRange(11.5, 12);
    }

    [Fact]
    public async Task A_silent_controller_means_failsafe_current_until_it_writes_again()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        using var client = await bench.ConnectAsync();
        await client.WriteSingleAsync(Unit, 5018, 20);
        await client.WriteSingleAsync(Unit, 5016, 7000);
        await client.WriteSingleAsync(Unit, 5004, 16_000);
        bench.After(20);
        bench.Point.OfferedA.ShouldBe(16);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7);
        (await client.ReadUInt32Async(Unit, 1600)).ShouldBe(7000u);
        (await client.ReadUInt32Async(Unit, 1602)).ShouldBe(20u);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7, "reading is not writing");
        await client.WriteSingleAsync(Unit, 5018, 20);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(16);
    }

    [Fact]
    public async Task Disabled_it_pauses_the_car()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        bench.After(10);
        using var client = await bench.ConnectAsync();
        (await client.WriteSingleAsync(Unit, 5014, 0)).ShouldBe((byte)0);
        bench.After(6);
        bench.Point.CurrentA.Sum.ShouldBe(0);
        (await client.ReadUInt32Async(Unit, 1000)).ShouldBe(5u);
    }

    [Fact]
    public async Task What_the_station_does_not_do_is_refused_as_it_does()
    {
        await using var bench = await Bench.StartAsync("keba-p30");
        using var client = await bench.ConnectAsync();
        (await client.WriteSingleAsync(Unit, 5004, 5000)).ShouldBe((byte)3, "below 6 A");
        (await client.WriteSingleAsync(Unit, 1000, 1)).ShouldBe((byte)2, "read only");
        (await client.AskAsync(Unit, 4, 3, 232, 0, 2)).ShouldBe([0x84, 1], "no input registers");
        (await client.AskAsync(Unit, 3, 3, 240, 0, 4)).ShouldBe([0x83, 2], "one value a request");
        (await client.WriteMultipleAsync(Unit, 5004, [0x27, 0x10])).ShouldBe((byte)1, "no function 16");
    }
}
