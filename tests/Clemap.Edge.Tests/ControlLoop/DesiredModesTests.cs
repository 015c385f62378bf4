using Clemap.Contracts.DesiredState;
using Clemap.Edge.Tests.CloudLink;

namespace Clemap.Edge.Tests.ControlLoop;

/// <summary>Windows, modes and the peak cap on the wire, with a meter and stations on real sockets.</summary>
public sealed class DesiredModesTests
{
    [Fact]
    public async Task A_window_is_on_the_wire_one_cycle_after_it_began()
    {
        var clock = new SteppingClock();
        await using var garage = new Garage(2, time: clock);
        await garage.CycleAsync(8);
        (garage.Order(1) + garage.Order(2)).ShouldBeGreaterThan(22);
        var soon = TimeOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddHours(2));
        Wish(garage, document => document with
        {
            TimeZone = "Etc/UTC",
            Calendars = new Dictionary<Guid, CalendarWish> { [TestSite.Station(1)] = new([new(Enum.GetValues<Weekday>(), new(soon.Hour, soon.Minute), new(soon.AddHours(1).Hour, soon.Minute), 0)]) },
        });
        await garage.CycleAsync(4);
        garage.Order(1).ShouldBeGreaterThan(6);

        clock.Step = TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1);
        await garage.CycleAsync();

        garage.Order(1).ShouldBe(0);
        garage.Limits.Report("test").StationLimitsA[TestSite.Station(1)].ShouldBe(0);
        garage.Order(2).ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task In_fair_mode_priorities_rest()
    {
        await using var garage = new Garage(2, commission: site => site with { BaseLoadA = 20 });
        garage.SetBase(18); // 20.8 A are left: not two times the minimum of 6 A and more
        garage.Wish(1, null, (TestSite.Station(1), new(Priority: StationPriority.High)));
        await garage.CycleAsync(16);
        garage.Order(1).ShouldBeGreaterThan(garage.Order(2) + 4);

        Wish(garage, document => document with { Mode = ControlMode.Fair, Stations = High(1) });
        await garage.CycleAsync(30);

        Math.Abs(garage.Order(1) - garage.Order(2)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task In_surplus_mode_only_stations_of_high_priority_charge_from_the_grid()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);
        garage.Order(2).ShouldBeGreaterThan(6);

        Wish(garage, document => document with { Mode = ControlMode.Surplus, Stations = High(1) });
        await garage.CycleAsync(3);

        garage.Order(1).ShouldBeGreaterThan(6);
        garage.Order(2).ShouldBe(0);
    }

    [Theory]
    [InlineData(null, 8_000.0, 8_000.0)]
    [InlineData(10_000.0, 8_000.0, 8_000.0)]
    [InlineData(8_000.0, 9_000.0, 8_000.0)]
    [InlineData(8_000.0, null, 8_000.0)]
    public async Task The_lower_of_the_commissioned_and_the_wanted_peak_cap_is_in_force(double? commissionedW, double? wantedW, double inForceW)
    {
        await using var garage = new Garage(1, site => site with { PeakCapW = commissionedW });
        Wish(garage, document => document with { Grid = new(wantedW) });

        await garage.CycleAsync(20);

        garage.Limits.Report("test").PeakCapW.ShouldBe(inForceW);
        // 5 A of the house on three phases are 3.45 kW; a quarter hour that has just begun may be used 5 % above.
        (garage.Order(1) * 3 * 230).ShouldBeLessThanOrEqualTo((int)((inForceW * 1.05) - 3_450));
    }

    private static Dictionary<Guid, StationWish> High(int station) => new() { [TestSite.Station(station)] = new(Priority: StationPriority.High) };

    private static void Wish(Garage garage, Func<DesiredStateDocument, DesiredStateDocument> wish) => garage.Limits.Offer(
        wish(new(garage.Limits.Wanted.Version + 1, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>()))).ShouldBeNull();
}
