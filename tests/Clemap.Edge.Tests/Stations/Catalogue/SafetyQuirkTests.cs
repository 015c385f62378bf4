namespace Clemap.Edge.Tests.Stations.Catalogue;

/// <summary>Models where the plain way would let current flow that nobody ordered.</summary>
public sealed class SafetyQuirkTests : DriverBench
{
    public SafetyQuirkTests() => Server.KnowsAll = true;

    [Fact]
    public async Task Mennekes_Compact_is_never_given_a_limit_of_zero_which_would_lift_it()
    {
        var station = Station("mennekes-amtron-compact", fallbackA: 6);
        foreach (double orderA in (double[])[0, 10, 3, 0, 6, 0.4])
        {
            await station.OrderAsync(orderA, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(6));
        }

        Written(770).Select(write => Math.Round(write.Float, 3)).ShouldBe([10, 6]);
        Written(3333).Select(write => write.Words[0]).ShouldBe([(ushort)0, (ushort)1, (ushort)0, (ushort)1, (ushort)0]);
    }

    [Fact]
    public async Task Mennekes_Compact_that_shows_no_limit_is_limited_again_at_once()
    {
        var station = Station("mennekes-amtron-compact", fallbackA: 6);
        Server.Set(3333, 1);
        await station.OrderAsync(10, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(6));
        Server.SetFloat(770, 0);
        await station.ReadAsync(Cancellation);
        await station.OrderAsync(10, Cancellation);

        Written(770).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(0, 1)] // 0 there would let it go on as before
    [InlineData(8, 8)]
    public async Task Mennekes_Compact_falls_to_a_pause_by_the_code_for_it(double fallbackA, int written)
    {
        await Station("mennekes-amtron-compact", fallbackA).PrepareAsync(Cancellation);
        Written(1850).ShouldHaveSingleItem().Words.ShouldBe([(ushort)written]);
    }

    [Fact]
    public async Task The_heartbeat_of_Mennekes_goes_out_during_a_pause_too()
    {
        var station = Station("mennekes-amtron-compact", fallbackA: 6);
        for (int second = 0; second < 12; second++)
        {
            await station.OrderAsync(0, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Written(3328).Select(write => write.Words[0]).ShouldBe([(ushort)0x55AA, (ushort)0x55AA, (ushort)0x55AA]);
    }

    [Theory]
    [InlineData(3200, "", 1200)] // only the fine scale has such numbers
    [InlineData(0, "2.140", 1200)] // the firmware says it
    [InlineData(0, "2.120", 12)]
    [InlineData(0, "", 12)] // nobody knows: at worst it pauses
    [InlineData(16, "", 12)]
    public async Task Siemens_is_written_in_the_scale_that_its_firmware_has(int shown, string firmware, int written)
    {
        Server.Set(1633, (ushort)shown);
        Server.SetText(31, 10, firmware);
        var station = Station("siemens-versicharge-gen3", fallbackA: 6);
        await station.PrepareAsync(Cancellation);
        await station.OrderAsync(12, Cancellation);

        Written(1633).ShouldHaveSingleItem().Words.ShouldBe([(ushort)written]);
    }

    [Fact]
    public async Task Siemens_keeps_the_fine_scale_once_it_was_seen()
    {
        Server.Set(1633, 3200);
        var station = Station("siemens-versicharge-gen3", fallbackA: 6);
        await station.PrepareAsync(Cancellation);
        await station.OrderAsync(0, Cancellation);
        await station.PrepareAsync(Cancellation); // it was away: now it shows the 0 that was written
        await station.OrderAsync(12, Cancellation);
        var sample = await station.ReadAsync(Cancellation);

        Written(1633).Select(write => write.Words[0]).ShouldBe([(ushort)0, (ushort)1200]);
        sample.AppliedLimitA!.Value.ShouldBe(12, 0.001);
    }

    [Fact]
    public async Task Kathrein_that_was_cancelled_and_Enovates_without_a_limit_are_limited_again_at_once()
    {
        foreach (var (model, address) in ((string, ushort)[])[("kathrein-kwb", 162), ("enovates", 400)])
        {
            var station = Station(model, fallbackA: 32);
            await station.OrderAsync(0, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(1));
            Server.Set(address, 0xFFFF);
            await station.ReadAsync(Cancellation);
            await station.OrderAsync(0, Cancellation);
            Written(address).Select(write => write.Words[0]).ShouldBe([(ushort)0, (ushort)0], model);
        }
    }

    [Fact]
    public async Task Abl_is_switched_off_by_the_full_duty_cycle()
    {
        var station = Station("abl-emh", fallbackA: 16);
        await station.OrderAsync(16, Cancellation);
        await station.OrderAsync(0, Cancellation);

        Written(20).Select(write => write.Words[0]).ShouldBe([(ushort)266, (ushort)1000]);
    }

    [Fact]
    public async Task A_phase_whose_write_is_refused_leaves_no_limit_that_counts_as_standing()
    {
        var station = Station("innogy-ebox", fallbackA: 6);
        await station.OrderAsync(10, Cancellation);
        Server.RefusesWritesTo = 1014;
        await Should.ThrowAsync<Clemap.Edge.Modbus.ModbusException>(() => station.OrderAsync(16, Cancellation));
        Server.RefusesWritesTo = null;
        await station.OrderAsync(10, Cancellation);

        Written(1012).Select(write => Math.Round(write.Float, 3)).ShouldBe([10, 16, 10]);
    }

    [Fact]
    public async Task What_firmware_does_not_know_is_missing_and_the_rest_stands()
    {
        Server.KnowsAll = false;
        Server.Set(122, 2);
        Server.Set(1000, 16);
        foreach (ushort address in (ushort[])[212, 214, 216])
            Server.SetUInt32(address, 0);
        var sample = await Station("bender-cc6xx", fallbackA: 6).ReadAsync(Cancellation);

        sample.State.ShouldBe(Contracts.Telemetry.StationState.Occupied);
        sample.CurrentA.L3.ShouldBe(0);
        (sample.ImportWh, sample.VoltageV.L1).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_station_that_tells_nothing_is_seen_to_be_there_or_not()
    {
        Server.KnowsAll = false;
        var station = Station("smartme-pico-modbus", fallbackA: 32);
        (await station.ReadAsync(Cancellation)).CurrentA.L1.ShouldBeNull();

        Server.Vanish();
        Clock.Advance(TimeSpan.FromSeconds(3));
        await Should.ThrowAsync<IOException>(() => station.ReadAsync(Cancellation));
    }
}
