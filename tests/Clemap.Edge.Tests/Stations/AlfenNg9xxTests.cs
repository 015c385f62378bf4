using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Tests.Stations;

public sealed class AlfenNg9xxTests : DriverBench
{
    private readonly ModbusStation station;

    public AlfenNg9xxTests()
    {
        station = Station("alfen-ng9xx", fallbackA: 6);
        for (ushort address = 306; address < 394; address += 2)
            Server.SetFloat(address, double.NaN);
        for (ushort address = 1200; address < 1216; address++)
            Server.Set(address, 0);
        Server.Set(1200, 1);
        Server.SetText(1201, 5, "C2");
        Server.SetFloat(1210, 10);
        Server.SetFloat(1212, 6);
    }

    [Fact]
    public async Task Read_takes_floats_and_doubles_and_leaves_out_what_is_not_a_number()
    {
        Server.SetFloat(320, 12.5);
        Server.SetFloat(322, 0);
        Server.SetFloat(324, 0);
        Server.SetDouble(374, 478_202.9);
        Server.SetFloat(1206, 13);

        var sample = await station.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.ShouldBe(new PhaseValues(12.5, 0, 0));
        sample.VoltageV.ShouldBe(default);
        sample.ImportWh.ShouldBe(478_202);
        sample.AppliedLimitA.ShouldBe(13);
    }

    [Theory]
    [InlineData("A", StationState.Free)]
    [InlineData("B1", StationState.Occupied)]
    [InlineData("B2", StationState.Occupied)]
    [InlineData("C1", StationState.Occupied)]
    [InlineData("C2", StationState.Occupied)]
    [InlineData("F", StationState.NotInOperation)]
    public async Task Mode_3_state_without_current(string mode, StationState expected)
    {
        Server.SetText(1201, 5, mode);
        (await station.ReadAsync(Cancellation)).State.ShouldBe(expected);
    }

    [Fact]
    public async Task It_is_never_asked_twice_within_a_second()
    {
        var first = await station.ReadAsync(Cancellation);
        Clock.Advance(TimeSpan.FromMilliseconds(400));
        (await station.ReadAsync(Cancellation)).ShouldBeSameAs(first);
        Clock.Advance(TimeSpan.FromMilliseconds(600));
        (await station.ReadAsync(Cancellation)).ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task A_set_point_is_one_request_and_is_renewed_well_before_a_minute()
    {
        for (int second = 0; second <= 60; second++)
        {
            await station.OrderAsync(12.37, Cancellation);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Written(1210).Select(write => (write.Function, Math.Round(write.Float, 3))).Distinct().ShouldBe([((byte)16, 12.3)]);
        Written(1210).Length.ShouldBe(3); // at 0, 25 and 50 s
    }

    [Fact]
    public async Task A_set_point_that_the_station_lost_is_written_again_at_once()
    {
        await station.OrderAsync(12, Cancellation);
        Server.SetFloat(1210, double.NaN); // a reboot
        await station.ReadAsync(Cancellation);
        await station.OrderAsync(12, Cancellation);
        Server.SetFloat(1210, 16); // somebody else
        Clock.Advance(TimeSpan.FromSeconds(1));
        await station.ReadAsync(Cancellation);
        await station.OrderAsync(12, Cancellation);

        Written(1210).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_safe_current_above_the_commissioned_one_is_told()
    {
        Server.SetFloat(1212, 16);
        (await Should.ThrowAsync<StationException>(() => station.PrepareAsync(Cancellation))).Message.ShouldContain("16 A");
    }
}
