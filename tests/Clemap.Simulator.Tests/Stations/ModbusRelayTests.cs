using Clemap.Simulator.Stations;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations;

public sealed class ModbusRelayTests
{
    private const byte Unit = ModbusRelay.DefaultUnit;

    [Fact]
    public async Task Mbpoll_closes_the_relay_and_the_car_charges_on_its_one_phase()
    {
        await using var bench = await StartAsync();
        bench.After(10);
        bench.Point.CurrentA.Sum.ShouldBe(0, "the relay is open at the start");
        await Mbpoll.WriteAsync(bench.Port, Unit, 0, "0", 1);
        bench.After(6);
        bench.Point.CurrentA[0].ShouldBeInRange(15, 16);
        (await Mbpoll.ReadAsync(bench.Port, Unit, 0, "0"))[0].ShouldBe(1);
        (await Mbpoll.ReadAsync(bench.Port, Unit, 0, "1"))[0].ShouldBe(1, "the contact is read back");
        var meter = await Mbpoll.ReadAsync(bench.Live.MeterPort, Bench.SubmeterUnit, 19_012, "4:float", 3);
        meter[0].ShouldBe(bench.Point.CurrentA[0], 0.01);
        meter[1].ShouldBe(0);
        (bench.Live.Site.Grid.PowerW[2] - bench.Live.Site.HousePowerW[2]).ShouldBe(bench.Point.PowerW[0], 0.001);
    }

    [Fact]
    public async Task Open_is_off_at_once()
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync();
        await client.AskAsync(Unit, 5, 0, 0, 0xFF, 0);
        bench.After(10);
        bench.Point.CurrentA.Sum.ShouldBeGreaterThan(0);
        (await client.AskAsync(Unit, 15, 0, 0, 0, 1, 1, 0)).ShouldBe([15, 0, 0, 0, 1]);
        bench.After(1);
        bench.Point.CurrentA.Sum.ShouldBe(0);
    }

    [Fact]
    public async Task The_watchdog_opens_the_relay_when_nobody_speaks_to_it()
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync();
        await client.AskAsync(Unit, 5, 0, 0, 0xFF, 0);
        bench.After(15);
        (await client.AskAsync(Unit, 1, 0, 0, 0, 1)).ShouldBe([1, 1, 1], "a request restarts the watchdog");
        bench.After(20);
        bench.Point.OfferedA.ShouldBe(16);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
        (await client.AskAsync(Unit, 1, 0, 0, 0, 1)).ShouldBe([1, 1, 0]);
    }

    [Fact]
    public async Task Registers_and_coils_that_it_does_not_have_are_refused()
    {
        await using var bench = await StartAsync();
        using var client = await bench.ConnectAsync();
        (await client.AskAsync(Unit, 3, 0, 0, 0, 1)).ShouldBe([0x83, 1]);
        (await client.AskAsync(Unit, 5, 0, 9, 0xFF, 0)).ShouldBe([0x85, 2]);
        (await client.AskAsync(Unit, 5, 0, 0, 0x12, 0)).ShouldBe([0x85, 3]);
    }

    private static Task<Bench> StartAsync() => Bench.StartAsync(
        Bench.Station("modbus-relay") with { Phases = 1, Rotation = "3", FallbackA = 0 }, new Clemap.Simulator.Physics.CarModel(45_000, 1, 16));
}
