using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

public class PhaseChoiceTests
{
    private static SimulatedSite Switchable(double ratingA, params double[] baseA)
    {
        var site = new SimulatedSite(Build([Root(ratingA)], [Station(1, Grid) with { SwitchesPhases = true }]));
        site.BaseLoadA[Grid] = baseA.Length == 3 ? new PhaseCurrents(baseA[0], baseA[1], baseA[2]) : PhaseCurrents.Zero;
        return site;
    }

    // L2 is nearly full: three phases do not fit, one does.
    [Fact]
    public void It_charges_on_one_phase_when_three_do_not_fit()
    {
        var site = Switchable(20, 2, 16, 2);

        site.Run(30);

        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);
        site.OrderOf(StationId(1)).ShouldBe(16);
        site.ReasonsOf(StationId(1)).ShouldBe("station-maximum one-phase");
    }

    // It goes on without a pause when the room for three goes away while it runs.
    [Fact]
    public void It_goes_to_one_phase_instead_of_stopping()
    {
        var site = Switchable(20);
        site.Run(30);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(3);

        site.BaseLoadA[Grid] = new PhaseCurrents(0, 16, 0);
        site.Step();

        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);
        site.OrderOf(StationId(1)).ShouldBeGreaterThanOrEqualTo(6);
    }

    // Back to three phases after ten minutes, and then not again within the hour.
    [Fact]
    public void It_returns_to_three_phases_late_and_rarely()
    {
        var site = Switchable(20, 0, 16, 0);
        site.Run(60);
        site.BaseLoadA.Clear();
        site.Run(8 * 60);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);
        site.Run(3 * 60);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(3);

        site.BaseLoadA[Grid] = new PhaseCurrents(0, 16, 0);
        site.Run(60);
        site.BaseLoadA.Clear();
        site.Run(30 * 60);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);
        site.Run(40 * 60);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(3);
    }

    // A station that does not switch is paused, as there is nothing else.
    [Fact]
    public void A_station_that_cannot_switch_waits()
    {
        var site = new SimulatedSite(Build([Root(20)], [Station(1, Grid)]));
        site.BaseLoadA[Grid] = new PhaseCurrents(2, 16, 2);

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(0);
        site.ReasonsOf(StationId(1)).ShouldBe("no-room:Grid connection:L2");
    }

    // While it switches it may still load all three phases: nobody else gets those before.
    [Fact]
    public void Phases_are_free_for_others_only_when_it_left_them()
    {
        var site = new SimulatedSite(Build([Root(20)], [Station(1, Grid) with { SwitchesPhases = true }, Station(2, Grid, "2")]));
        site.Cars[StationId(2)].Connected = false;
        site.Run(30);
        site.BaseLoadA[Grid] = new PhaseCurrents(0, 0, 15);
        site.Cars[StationId(2)].Connected = true;

        site.Step();

        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);
        site.OrderOf(StationId(2)).ShouldBeLessThanOrEqualTo(4);
        site.Run(40);
        site.OrderOf(StationId(2)).ShouldBe(16);
    }

    // Plugged out: the next vehicle starts on three phases again.
    [Fact]
    public void The_next_vehicle_starts_on_three()
    {
        var site = Switchable(20, 0, 16, 0);
        site.Run(60);
        site.Cars[StationId(1)].Connected = false;
        site.BaseLoadA.Clear();
        site.Run(5);
        site.Cars[StationId(1)].Connected = true;

        site.Run(30);

        site.SetPointOf(StationId(1)).Phases.ShouldBe(3);
    }

    // Three phases need 6 A and some spare, or the next kettle would send it back to one.
    [Theory]
    [InlineData(13.5, 1)]
    [InlineData(13.2, 3)]
    public void It_returns_only_where_there_is_some_spare(double baseA, int phases)
    {
        var site = new SimulatedSite(Build([Root(20)], [Station(1, Grid) with { SwitchesPhases = true }]));
        site.BaseLoadA[Grid] = new PhaseCurrents(2, 16, 16);
        site.Run(60);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);

        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(baseA);
        site.Run(11 * 60);

        site.SetPointOf(StationId(1)).Phases.ShouldBe(phases);
    }
}
