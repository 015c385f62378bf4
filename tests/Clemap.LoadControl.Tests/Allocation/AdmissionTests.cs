using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>A large vehicle runs alone and fills its circuit; after its first minutes others come.</summary>
public class AdmissionTests
{
    private static SimulatedSite LargeRuns(double ratingA, params Station[] others)
    {
        var site = new SimulatedSite(Build([Root(ratingA)], [Station(1, Grid, minimumA: ratingA, maximumA: ratingA), .. others]));
        foreach (var other in others)
            site.Cars[other.Id].Connected = false;
        site.Run(400);
        site.OrderOf(StationId(1)).ShouldBe(ratingA);
        foreach (var other in others)
            site.Cars[other.Id].Connected = true;
        return site;
    }

    private static int[] Heading(SimulatedSite site) => [.. site.Step().SetPoints.Select((setPoint, index) => setPoint.TargetA > 0 ? index + 1 : 0).Where(number => number > 0)];

    // Two for one, and in the same cycle the third that fits beside them.
    [Fact]
    public void It_gives_way_to_two_and_what_they_leave_goes_to_a_third() =>
        Heading(LargeRuns(16, Station(2, Grid), Station(3, Grid), Station(4, Grid, minimumA: 4))).ShouldBe([2, 3, 4]);

    [Fact]
    public void It_does_not_give_way_when_only_one_fits_in_its_place() =>
        Heading(LargeRuns(10, Station(2, Grid), Station(3, Grid))).ShouldBe([1]);

    // One of them would fit beside the other on a single phase only, and there is no room on that.
    [Fact]
    public void It_does_not_give_way_to_one_that_does_not_even_fit_on_one_phase() =>
        Heading(LargeRuns(10, Station(2, Grid), Station(3, Grid) with { SwitchesPhases = true })).ShouldBe([1]);

    // Of two on one output only the first would fit.
    [Fact]
    public void It_does_not_give_way_to_half_a_group() =>
        Heading(LargeRuns(10, Station(2, Grid), InGroup(3), InGroup(4))).ShouldBe([1]);

    private static Station InGroup(int number) => Station(number, Grid, minimumA: 0, maximumA: 3) with { Switched = true, SwitchGroupId = Id(0x70) };

    // Who is paused stays on the phases it had, so that this is no return to three.
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public void A_pause_leaves_the_phases_as_they_were(bool onOne, int phases)
    {
        var site = new SimulatedSite(Build([Root(20)], [Station(1, Grid) with { SwitchesPhases = true }]));
        if (onOne)
            site.BaseLoadA[Grid] = new PhaseCurrents(2, 16, 16);
        site.Run(400);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(phases);

        site.LimitsA[Grid] = 5;
        site.Run(5);

        site.OrderOf(StationId(1)).ShouldBe(0);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(phases);
    }

    // Paused twice within the hour: it waits for the next turn although there is room, and says so.
    [Fact]
    public void Who_was_paused_twice_is_first_in_the_queue()
    {
        var site = Flat(40, 1);
        ref var memory = ref site.State.Stations[0];
        (memory.OrderA, memory.PausedAt, memory.PausedBefore) = (0, site.Now.AddMinutes(-10).UtcTicks, site.Now.AddMinutes(-50).UtcTicks);

        site.Step();

        site.ReasonsOf(StationId(1)).ShouldBe("queue:1:2026-03-02T10:15:00Z resting");
    }
}
