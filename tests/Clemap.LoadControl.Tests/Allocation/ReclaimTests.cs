using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

public class ReclaimTests
{
    // A car takes 8 A of 12: after a minute the other one gets the rest, but for 2 A that let the first show that it wants more.
    [Fact]
    public void Unused_current_goes_to_others_after_a_minute()
    {
        var site = Flat(24, 2);
        site.Cars[StationId(1)].TakesAtMostA = 8;
        site.Run(55);
        site.OrderOf(StationId(2)).ShouldBe(12);

        site.Run(20);

        site.OrderOf(StationId(1)).ShouldBe(10);
        site.ReasonsOf(StationId(1)).ShouldBe("unused");
        site.OrderOf(StationId(2)).ShouldBe(14);
    }

    // It wants all again: one cycle later its share is on the way back, as fast as the other goes down.
    [Fact]
    public void It_is_given_back_when_asked_for()
    {
        var site = Flat(24, 2);
        site.Cars[StationId(1)].TakesAtMostA = 8;
        site.Run(80);

        site.Cars[StationId(1)].TakesAtMostA = 32;
        site.Step();
        site.Step();

        site.SetPointOf(StationId(1)).TargetA.ShouldBe(12, 1e-6);
        site.Run(15);
        site.OrderOf(StationId(1)).ShouldBe(12);
    }

    // A full car leaves its place to one that waits; it gets a place again when there is room.
    [Fact]
    public void A_full_car_makes_way_for_one_that_waits()
    {
        var site = Flat(11, 2);
        site.Cars[StationId(1)].TakesAtMostA = 0;
        site.Run(10);
        site.OrderOf(StationId(1)).ShouldBeGreaterThan(0);

        site.Run(70);

        site.OrderOf(StationId(1)).ShouldBe(0);
        site.OrderOf(StationId(2)).ShouldBe(11);
    }

    // One that is known to be full keeps its minimum only while nobody else needs it.
    [Fact]
    public void A_car_that_is_known_to_be_full_comes_last()
    {
        var site = Flat(24, 2);
        site.Cars[StationId(1)].Wants = false;

        site.Run(30);
        site.OrderOf(StationId(1)).ShouldBe(6);
        site.OrderOf(StationId(2)).ShouldBe(16);

        site.LimitsA[Grid] = 11;
        site.Step();
        site.OrderOf(StationId(1)).ShouldBe(0);
    }

    // A one-phase car in a three-phase station: after a minute the two phases it leaves empty serve others.
    [Fact]
    public void Phases_that_stay_empty_are_given_to_others()
    {
        var site = new SimulatedSite(Build([Root(16)], [Station(1, Grid), Station(2, Grid, "2"), Station(3, Grid, "3")]));
        site.Cars[StationId(1)].Phases = PhaseSet.L1;
        site.Run(30);
        site.OrderOf(StationId(2)).ShouldBe(8);

        site.Run(70);

        site.OrderOf(StationId(1)).ShouldBe(16);
        site.OrderOf(StationId(2)).ShouldBe(16);
        site.OrderOf(StationId(3)).ShouldBe(16);
    }

    // It takes all three phases after all: the next cycle counts them again.
    [Fact]
    public void A_phase_that_comes_back_counts_at_once()
    {
        var site = new SimulatedSite(Build([Root(16)], [Station(1, Grid), Station(2, Grid, "2")]));
        site.Cars[StationId(1)].Phases = PhaseSet.L1;
        site.Run(100);

        site.Cars[StationId(1)].Phases = PhaseSet.All;
        site.Run(2);

        (site.OrderOf(StationId(1)) + site.OrderOf(StationId(2))).ShouldBeLessThanOrEqualTo(16);
    }
}
