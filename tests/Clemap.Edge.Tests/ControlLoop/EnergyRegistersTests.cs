using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Tests.ControlLoop;

public sealed class EnergyRegistersTests
{
    private static readonly Guid Station = Guid.Parse("01900000-0000-7000-8000-0000000000b2");

    [Fact]
    public void Sessions_add_up_to_a_register_that_only_grows()
    {
        var registers = new EnergyRegisters(new Dictionary<Guid, EnergyRegister> { [Station] = new(5000, 0, 700, 0) });

        // 300 Wh more in the session that was on at the restart, its end, and a new one of 100 Wh.
        new[] { 1000.0, 1000.6, 0, 100 }.Select(sessionWh => Complete(registers, sessionWh)).ShouldBe([5300L, 5300L, 5300L, 5400L]);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(3e38)]
    public void Nonsense_does_not_spoil_the_register(double sessionWh)
    {
        var registers = new EnergyRegisters(new Dictionary<Guid, EnergyRegister> { [Station] = new(5000, 0, 700, 0) });
        Complete(registers, sessionWh).ShouldBeNull();
        Complete(registers, 701).ShouldBe(5001);
    }

    [Fact]
    public void A_station_with_a_register_of_its_own_keeps_it()
    {
        var sample = new StationSample { At = DateTimeOffset.UnixEpoch, State = StationState.Free, ImportWh = 42 };
        new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()).Complete(Station, sample).ShouldBeSameAs(sample);
    }

    private static long? Complete(EnergyRegisters registers, double sessionWh) => registers.Complete(
        Station, new StationSample { At = DateTimeOffset.UnixEpoch, State = StationState.Charging, SessionWh = sessionWh }).ImportWh;
}
