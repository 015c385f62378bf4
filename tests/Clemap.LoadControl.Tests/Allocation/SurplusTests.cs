using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>The lowest class takes only what would be fed into the grid.</summary>
public class SurplusTests
{
    private static SimulatedSite Roof(double feedsA, int stations = 1, Action<SimulatedSite>? more = null)
    {
        var site = new SimulatedSite(Build([Root(63)], Enumerable.Range(1, stations).Select(number => Station(number, Grid))));
        foreach (var car in site.Cars.Values)
            car.Priority = PriorityClass.Surplus;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(-feedsA);
        more?.Invoke(site);
        return site;
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(20, 16)]
    [InlineData(5, 0)]
    public void It_takes_what_the_roof_gives(double feedsA, double orderA)
    {
        var site = Roof(feedsA);

        site.Run(200);

        site.OrderOf(StationId(1)).ShouldBe(orderA);
    }

    [Fact]
    public void Without_sun_it_waits_and_says_why()
    {
        var site = Roof(0);

        site.Run(200);

        site.ReasonsOf(StationId(1)).ShouldBe("surplus");
    }

    // A minute of sun starts nobody, three do.
    [Fact]
    public void It_starts_on_lasting_sun_only()
    {
        var site = Roof(0);
        site.Run(150);
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(-12);
        site.Run(50);
        site.OrderOf(StationId(1)).ShouldBe(0);

        site.Run(130);

        site.OrderOf(StationId(1)).ShouldBe(12);
    }

    // A cloud makes it go down to its minimum, not off; a long one switches it off.
    [Fact]
    public void A_cloud_does_not_switch_it_off()
    {
        var site = Roof(12);
        site.Run(600);
        site.BaseLoadA[Grid] = PhaseCurrents.Zero;
        site.Run(30);
        site.OrderOf(StationId(1)).ShouldBe(6);

        site.Run(150);
        site.OrderOf(StationId(1)).ShouldBe(0);
    }

    // It has just begun, and stays on its minimum until it has run for as long as a contactor should.
    [Fact]
    public void Just_started_it_outlasts_a_long_cloud()
    {
        var site = Roof(12);
        do
        {
            site.Run(1);
        }
        while (site.OrderOf(StationId(1)) == 0);
        site.BaseLoadA[Grid] = PhaseCurrents.Zero;

        site.Run(200);
        site.OrderOf(StationId(1)).ShouldBe(6);

        site.Run(200);
        site.OrderOf(StationId(1)).ShouldBe(0);
    }

    // All others come first, and what they take is not surplus.
    [Fact]
    public void Other_classes_come_first()
    {
        var site = Roof(20, 2, created => created.Cars[StationId(1)].Priority = PriorityClass.Normal);

        site.Run(200);

        site.OrderOf(StationId(1)).ShouldBe(16);
        site.OrderOf(StationId(2)).ShouldBe(0);
    }

    // The sum over the phases counts, as it does on the bill: a load on one phase is set off by the others.
    [Fact]
    public void The_sum_over_the_phases_counts()
    {
        var site = Roof(0);
        site.BaseLoadA[Grid] = new PhaseCurrents(6, -18, -18);

        site.Run(200);

        site.OrderOf(StationId(1)).ShouldBe(10);
    }

    [Fact]
    public void Two_share_it()
    {
        var site = Roof(16, 2);

        site.Run(260);

        site.OrderOf(StationId(1)).ShouldBe(8);
        site.OrderOf(StationId(2)).ShouldBe(8);
    }

    // With too little for three phases, one is enough where the station can switch.
    [Fact]
    public void A_little_sun_is_enough_for_one_phase()
    {
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid) with { SwitchesPhases = true }]));
        site.Cars[StationId(1)].Priority = PriorityClass.Surplus;
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(-3);

        site.Run(200);

        site.OrderOf(StationId(1)).ShouldBe(9);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(1);
    }

    // Spans of a minute: it starts on the least of this and the last one, and keeps running on the most of them.
    [Fact]
    public void It_starts_on_the_least_and_stays_on_the_most_of_two_minutes()
    {
        var memory = SiteMemory.AtStart;
        Look(ref memory, 0, 12).ShouldBe((12, 0, 12));
        Look(ref memory, 30, 20).ShouldBe((20, 0, 20));
        Look(ref memory, 59, 9).ShouldBe((9, 0, 20));
        Look(ref memory, 60, 15).ShouldBe((15, 9, 20));
        Look(ref memory, 90, 5).ShouldBe((5, 5, 20));
        Look(ref memory, 120, 7).ShouldBe((7, 5, 15));
        Look(ref memory, 150, 11).ShouldBe((11, 5, 15));
    }

    // Nobody looked for a while: what lasted before is not known to last.
    [Fact]
    public void After_a_gap_it_begins_anew()
    {
        var memory = SiteMemory.AtStart;
        Look(ref memory, 0, 12);
        Look(ref memory, 60, 12).ShouldBe((12, 12, 12));

        Look(ref memory, 200, 10).ShouldBe((10, 0, 10));
    }

    private static (double NowA, double StartA, double KeepA) Look(ref SiteMemory memory, int second, double surplusA)
    {
        var (begin, clock) = (new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), new Clock());
        clock.Set(begin.AddSeconds(second));
        var nowA = Surplus.Now(-surplusA - 3, 3, ref memory, clock, AllocatorOptions.Default, out var startA, out var keepA);
        clock.NextChange.ShouldBe(begin.AddSeconds(((second / 60) + 1) * 60).UtcTicks);
        return (nowA, startA, keepA);
    }
}
