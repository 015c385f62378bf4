using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>What is ordered of a station that cannot hear it: if it comes back, it must find no more than what was kept free for it.</summary>
public class OutOfReachTests
{
    [Fact]
    public void A_silent_station_keeps_its_order()
    {
        var site = Flat(20, 2, fallbackA: 6);
        site.Run(30);
        site.OrderOf(StationId(1)).ShouldBe(10);

        site.SilentStations.Add(StationId(1));
        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(10);
        site.ReasonsOf(StationId(1)).ShouldBe("not-reachable");
    }

    // Once it must have fallen back, nothing more than that is kept for it.
    [Fact]
    public void After_its_fallback_time_it_is_ordered_that()
    {
        var site = Flat(20, 2, fallbackA: 6);
        site.Run(30);
        site.SilentStations.Add(StationId(1));

        site.Run(125);

        site.OrderOf(StationId(1)).ShouldBe(6);
    }

    [Fact]
    public void With_a_limit_below_its_minimum_it_is_ordered_to_pause()
    {
        var site = Flat(20, 2, fallbackA: 6);
        site.Run(30);
        site.SilentStations.Add(StationId(1));
        site.Cars[StationId(1)].LimitA = 5;

        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(0);
    }

    [Fact]
    public void With_a_limit_above_its_minimum_it_is_ordered_that()
    {
        var site = Flat(20, 2, fallbackA: 6);
        site.Run(30);
        site.SilentStations.Add(StationId(1));
        site.Cars[StationId(1)].LimitA = 8;

        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(8);
    }

    // The house leaves less than what it may be drawing.
    [Fact]
    public void Where_there_is_no_room_it_is_ordered_to_pause()
    {
        var site = Flat(20, 1, fallbackA: 6);
        site.Run(30);
        site.OrderOf(StationId(1)).ShouldBe(16);
        site.SilentStations.Add(StationId(1));

        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(0);
    }

    // It took more than its order out of the blue: the order stays while it may yet follow, and is taken away once it is alarmed.
    [Fact]
    public void One_that_jumps_keeps_its_order_until_it_is_alarmed()
    {
        var site = Flat(26, 2);
        site.Run(60);
        site.OrderOf(StationId(1)).ShouldBe(13);
        site.Cars[StationId(1)].Obeys = false;
        site.Cars[StationId(1)].TakesAtMostA = 16;

        site.Run(3);
        site.ReasonsOf(StationId(1)).ShouldBe("ignores-orders");
        site.OrderOf(StationId(1)).ShouldBe(13);
        site.OrderOf(StationId(2)).ShouldBe(10);

        site.Run(12);
        site.OrderOf(StationId(1)).ShouldBe(0);
    }

    // Ten times its maximum: no station of its size can carry that, so that nothing is known of it and all of its order stays booked.
    [Theory]
    [InlineData(161, 16)]
    [InlineData(-161, 16)]
    public void What_no_station_of_its_size_can_carry_is_not_measured(double saysA, double maximumA)
    {
        var site = Flat(40, 1);
        site.Run(30);
        site.SaysA[StationId(1)] = saysA;

        site.Run(3);

        site.OrderOf(StationId(1)).ShouldBe(maximumA);
        site.ReasonsOf(StationId(1)).ShouldBe("station-maximum");
        site.Last.Circuits[0].BaseLoadA.L1A.ShouldBeInRange(-0.01, 16.01);
    }

    // The large vehicle takes seconds to leave what it had: of two that are to start in its place only as many may as fit meanwhile.
    [Fact]
    public void Two_that_start_in_the_same_cycle_do_not_get_the_same_room()
    {
        var site = Flat(22.5, 3);
        site.Cars[StationId(1)].Connected = site.Cars[StationId(2)].Connected = false;
        site.Cars[StationId(3)].ReactionCycles = 5;
        site.Run(60);
        site.OrderOf(StationId(3)).ShouldBe(16);

        site.Cars[StationId(1)].Connected = site.Cars[StationId(2)].Connected = true;
        for (var second = 0; second < 20; second++)
        {
            site.Step();
            site.Flow(Grid).HighestA.ShouldBeLessThanOrEqualTo(22.5 + 1e-6, $"at {second} s");
        }

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA >= 6);
    }
}
