using Clemap.Contracts.Telemetry;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Meters;
using Clemap.Edge.Tests.Stations;

namespace Clemap.Edge.Tests.DigitalIo;

public sealed class ModbusRelayTests : DriverBench
{
    private readonly SwitchedStation station;

    public ModbusRelayTests()
    {
        station = Relay(carAtStart: false);
        for (ushort address = 19000; address < 19078; address += 2)
            Server.SetFloat(address, 0);
    }

    [Fact]
    public async Task The_coil_is_all_or_nothing_and_rewritten_within_twenty_seconds()
    {
        for (int second = 0; second <= 20; second++)
        {
            await station.OrderAsync(16, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Written(0).Length.ShouldBe(5);
        Written(0).ShouldAllBe(write => write.Words[0] == 1);

        await station.OrderAsync(15.9, Cancellation);
        Written(0)[^1].Words.ShouldBe([0]);
    }

    [Fact]
    public async Task The_meter_shows_the_car_and_its_current_sits_on_the_one_terminal()
    {
        Server.Coils[0] = true;
        Server.SetFloat(19012, 15.7);
        Server.SetFloat(19068, 476_907);

        var sample = await station.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L1!.Value.ShouldBe(15.7, 0.001);
        sample.CurrentA.L2.ShouldBeNull();
        sample.ImportWh.ShouldBe(476_907);
        sample.AppliedLimitA.ShouldBe(16);
    }

    [Fact]
    public async Task A_car_that_is_cut_off_stands_there_still_and_one_that_takes_nothing_is_gone_after_a_while()
    {
        Server.Coils[0] = true;
        Server.SetFloat(19012, 15.7);
        await station.ReadAsync(Cancellation);
        Server.SetFloat(19012, 0);
        Server.Coils[0] = false;
        Clock.Advance(TimeSpan.FromMinutes(30));
        (await station.ReadAsync(Cancellation)).State.ShouldBe(StationState.Occupied);

        Server.Coils[0] = true; // the car needs some seconds to start again
        (await station.ReadAsync(Cancellation)).State.ShouldBe(StationState.Occupied);
        Server.SetFloat(19012, 15.7);
        await station.ReadAsync(Cancellation);
        Server.SetFloat(19012, 0);
        Clock.Advance(TimeSpan.FromMinutes(2));
        (await station.ReadAsync(Cancellation)).State.ShouldBe(StationState.Occupied);
        Clock.Advance(TimeSpan.FromMinutes(2));
        (await station.ReadAsync(Cancellation)).State.ShouldBe(StationState.Free);
    }

    [Fact]
    public async Task An_empty_space_is_tried_for_a_minute_each_quarter_of_an_hour()
    {
        async Task<bool> Wants() => (await station.ReadAsync(Cancellation)).WantsCurrent;

        (await Wants()).ShouldBeTrue(); // not tried yet
        Server.Coils[0] = true;
        (await Wants()).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(61));
        (await Wants()).ShouldBeFalse();
        Server.Coils[0] = false;
        (await Wants()).ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMinutes(15));
        (await Wants()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_that_was_open_before_a_restart_keeps_the_space_occupied() =>
        (await Relay(carAtStart: true).ReadAsync(Cancellation)).State.ShouldBe(StationState.Occupied);

    private SwitchedStation Relay(bool carAtStart) => new(new ModbusCoil(Unit(1)), MeterModels.Create("janitza-umg", "127.0.0.1", Server.Port, 3, Connections, Clock), phases: 1, blockA: 16, carAtStart, Clock);
}
