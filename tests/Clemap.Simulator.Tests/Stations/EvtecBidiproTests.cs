using Clemap.Simulator.Stations;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations;

public sealed class EvtecBidiproTests
{
    private const byte Unit = EvtecBidipro.DefaultUnit;

    [Fact]
    public async Task Registers_show_the_state_of_a_charging_car()
    {
        await using var bench = await Bench.StartAsync("evtec-bidipro");
        bench.After(30);
        using var client = await bench.ConnectAsync();
        (await client.ReadInt32Async(Unit, 100)).ShouldBe(7);
        (await client.ReadSingleAsync(Unit, 110)).ShouldBe((float)bench.Point.PowerW.Sum);
        (await client.ReadInt32Async(Unit, 112)).ShouldBe(300);
        (await client.ReadSingleAsync(Unit, 118)).ShouldBe((float)bench.Point.SessionWh);
        (await client.ReadTextAsync(Unit, 26, 10)).ShouldBe("BiDiPro 10");
    }

    [Fact]
    public async Task Mbpoll_reads_the_twin_and_a_limit_in_watts_is_followed_after_five_seconds()
    {
        await using var bench = await Bench.StartAsync("evtec-bidipro");
        bench.After(20);
        (await Mbpoll.ReadAsync(bench.Port, Unit, 110, "4:float"))[0].ShouldBe(bench.Point.PowerW.Sum, 0.5);
        await Mbpoll.WriteAsync(bench.Port, Unit, 186, "4:int", 9_000);
        bench.After(5);
        bench.Point.PowerW.Sum.ShouldBeInRange(3_900, 4_140);
        bench.After(1);
        bench.Point.PowerW.Sum.ShouldBeInRange(8_500, 9_000);
    }

    [Fact]
    public async Task After_silence_the_failsafe_power_holds_and_any_request_ends_it()
    {
        await using var bench = await Bench.StartAsync("evtec-bidipro");
        using var client = await bench.ConnectAsync();
        await client.WriteInt32Async(Unit, 42, 15);
        await client.WriteInt32Async(Unit, 38, 2_300);
        await client.WriteInt32Async(Unit, 186, 10_000);
        bench.After(15);
        bench.Point.OfferedA.ShouldBe(10_000 / (3 * 230.0), 0.3);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(2_300 / (3 * 230.0), 0.3);
        await client.ReadInt32Async(Unit, 100);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(10_000 / (3 * 230.0), 0.3);
    }

    [Fact]
    public async Task Requests_across_objects_and_values_outside_the_offer_are_refused()
    {
        await using var bench = await Bench.StartAsync("evtec-bidipro");
        using var client = await bench.ConnectAsync();
        (await client.AskAsync(Unit, 3, 0, 99, 0, 4)).ShouldBe([0x83, 2]);
        (await client.WriteInt32Async(Unit, 186, 50_000)).ShouldBe((byte)3);
        (await client.WriteInt32Async(Unit, 186, -1_000)).ShouldBe((byte)3, "no discharge is offered");
        (await client.WriteInt32Async(Unit, 42, 601)).ShouldBe((byte)3);
        (await client.WriteSingleAsync(Unit, 186, 1)).ShouldBe((byte)1, "only function 16 writes");
    }

    [Fact]
    public async Task Set_point_zero_waits_for_the_grid()
    {
        await using var bench = await Bench.StartAsync("evtec-bidipro");
        bench.After(10);
        using var client = await bench.ConnectAsync();
        await client.WriteInt32Async(Unit, 186, 0);
        bench.After(6);
        (await client.ReadInt32Async(Unit, 100)).ShouldBe(10);
        bench.Point.PowerW.Sum.ShouldBe(0);
    }
}
