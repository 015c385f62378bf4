using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Tests.Stations;

public sealed class KebaP30Tests : DriverBench
{
    private readonly ModbusStation station;

    public KebaP30Tests()
    {
        station = Station("keba-p30", fallbackA: 6);
        foreach (ushort address in (ushort[])[1000, 1004, 1008, 1010, 1012, 1020, 1036, 1040, 1042, 1044, 1046, 1100, 1500, 1600, 1602])
            Server.SetUInt32(address, 0);
    }

    [Fact]
    public async Task Read_gives_the_makers_units_in_ours()
    {
        Server.SetUInt32(1000, 3);
        Server.SetUInt32(1004, 7);
        Server.SetUInt32(1008, 15_500);
        Server.SetUInt32(1010, 15_400);
        Server.SetUInt32(1012, 0);
        Server.SetUInt32(1020, 7_100_000);
        Server.SetUInt32(1036, 4_253_929);
        foreach (ushort address in (ushort[])[1040, 1042, 1044])
            Server.SetUInt32(address, 230);
        Server.SetUInt32(1046, 995);
        Server.SetUInt32(1100, 16_000);
        Server.SetUInt32(1500, 0x04A1B2C3);

        var sample = await station.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.ShouldBe(new PhaseValues(15.5, 15.4, 0));
        sample.ActiveW.Sum!.Value.ShouldBe(7100, 0.01);
        sample.ImportWh.ShouldBe(425_392);
        sample.PowerFactor!.Value.ShouldBe(0.995, 0.0001);
        sample.Card.ShouldBe("04A1B2C3");
        sample.AppliedLimitA.ShouldBe(16);
    }

    [Theory]
    [InlineData(1u, 1u, StationState.Free)]
    [InlineData(1u, 7u, StationState.Occupied)]
    [InlineData(2u, 5u, StationState.Occupied)]
    [InlineData(3u, 7u, StationState.Occupied)]
    [InlineData(4u, 7u, StationState.NotInOperation)]
    [InlineData(5u, 7u, StationState.Occupied)]
    [InlineData(0u, 0u, StationState.NotInOperation)]
    public async Task State_comes_from_state_and_cable(uint state, uint cable, StationState expected)
    {
        Server.SetUInt32(1000, state);
        Server.SetUInt32(1004, cable);

        (await station.ReadAsync(Cancellation)).State.ShouldBe(expected);
    }

    [Fact]
    public async Task Fallback_is_written_kept_and_read_back()
    {
        Server.Written = write =>
        {
            if (write.Address == 5016)
                Server.SetUInt32(1600, write.Words[0]);
            if (write.Address == 5018)
                Server.SetUInt32(1602, write.Words[0]);
        };

        await station.PrepareAsync(Cancellation);

        Written(5016).ShouldHaveSingleItem().Words.ShouldBe([6000]);
        Written(5018).ShouldHaveSingleItem().Words.ShouldBe([30]);
        Written(5020).ShouldHaveSingleItem().Words.ShouldBe([1]);
    }

    [Fact]
    public async Task A_fallback_that_does_not_stick_is_told() =>
        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("0 mA");

    [Fact]
    public async Task A_rise_within_five_seconds_of_the_last_write_is_deferred_not_lost()
    {
        (await station.OrderAsync(8, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        (await station.OrderAsync(16, Cancellation)).ShouldBe(OrderOutcome.Deferred);
        Clock.Advance(TimeSpan.FromSeconds(5));
        (await station.OrderAsync(16, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        Written(5004).Select(write => write.Words[0]).ShouldBe([(ushort)8_000, (ushort)16_000]);
    }

    [Fact]
    public async Task Less_goes_out_at_once_even_right_after_a_rise()
    {
        await station.OrderAsync(16, Cancellation);
        (await station.OrderAsync(8, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        (await station.OrderAsync(0, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        Written(5004).Select(write => write.Words[0]).ShouldBe([(ushort)16_000, (ushort)8_000]);
        Written(5014).Select(write => write.Words[0]).ShouldBe([(ushort)1, (ushort)0]);
    }

    [Fact]
    public async Task A_pause_that_was_lost_is_written_again()
    {
        Server.SetUInt32(1000, 3);
        await station.OrderAsync(0, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(6));
        await station.ReadAsync(Cancellation);
        await station.OrderAsync(0, Cancellation);

        Written(5014).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Pause_takes_the_release_away_and_resuming_sets_the_limit_first()
    {
        await station.OrderAsync(0, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(6));
        await station.OrderAsync(7.5, Cancellation);

        Server.Writes.Where(write => write.Address != 5018).Select(write => (write.Address, write.Words[0]))
            .ShouldBe([((ushort)5014, (ushort)0), ((ushort)5004, (ushort)7_500), ((ushort)5014, (ushort)1)]);
    }

    [Fact]
    public async Task A_limit_that_stands_is_left_alone_and_one_that_was_lost_is_written_again()
    {
        await station.OrderAsync(10, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(60));
        Server.SetUInt32(1100, 10_000);
        await station.ReadAsync(Cancellation);
        await station.OrderAsync(10, Cancellation);
        Written(5004).Length.ShouldBe(1);

        Server.SetUInt32(1100, 16_000);
        await station.ReadAsync(Cancellation);
        (await station.OrderAsync(10, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        Written(5004).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_failsafe_time_is_rewritten_at_half_of_it()
    {
        for (int second = 0; second < 31; second++)
        {
            await station.OrderAsync(10, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Written(5018).Length.ShouldBe(3); // at 0, 15 and 30 s
    }
}
