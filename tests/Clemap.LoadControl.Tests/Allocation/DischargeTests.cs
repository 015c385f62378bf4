using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Vehicles that feed back count with a negative current.</summary>
public class DischargeTests
{
    private static Station Bidirectional(int number, double dischargeA) => Station(number, Grid, maximumA: 45) with { DischargeMaximumA = dischargeA };

    // One feeds 8 A back: the other may take 8 A more than the fuse, as soon as the feeding is measured.
    [Fact]
    public void Feeding_back_gives_room_to_others()
    {
        var site = new SimulatedSite(Build([Root(32)], [Bidirectional(1, 0), Bidirectional(2, 8)]));
        site.Cars[StationId(1)].TakesAtMostA = 45;
        site.Cars[StationId(2)].DischargeA = 20;

        site.Step();
        site.OrderOf(StationId(2)).ShouldBe(-8);
        site.ReasonsOf(StationId(2)).ShouldBe("discharging");
        site.SetPointOf(StationId(1)).TargetA.ShouldBeLessThanOrEqualTo(32);

        site.Run(60);
        site.OrderOf(StationId(1)).ShouldBe(40);
    }

    // It says it feeds back but does not: nobody gets anything for it.
    [Fact]
    public void What_is_ordered_but_not_measured_gives_nothing()
    {
        var site = new SimulatedSite(Build([Root(32)], [Bidirectional(1, 0), Bidirectional(2, 8)]));
        site.Cars[StationId(1)].TakesAtMostA = 45;
        site.Cars[StationId(2)].DischargeA = 8;
        site.SaysA[StationId(2)] = 0;
        site.Cars[StationId(2)].Obeys = false;
        site.Cars[StationId(2)].TakesAtMostA = 0;

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBeLessThanOrEqualTo(32);
    }

    // The grid takes 16 A back: two vehicles share it.
    [Fact]
    public void An_export_limit_is_shared()
    {
        var site = new SimulatedSite(Build([Root(32) with { ExportRatingA = 16 }], [Bidirectional(1, 12), Bidirectional(2, 11)]));
        site.Cars[StationId(1)].DischargeA = 12;
        site.Cars[StationId(2)].DischargeA = 11;

        site.Run(5);

        site.OrderOf(StationId(1)).ShouldBe(-8);
        site.OrderOf(StationId(2)).ShouldBe(-8);
    }

    // A limit on unbalance is no limit on feeding back.
    [Fact]
    public void Feeding_back_on_one_phase_is_not_held_by_a_limit_on_unbalance()
    {
        var site = new SimulatedSite(Build([Root(32) with { UnbalanceLimitA = 16 }], [Bidirectional(1, 12) with { Rotation = PhaseRotation.Parse("2") }]));
        site.Cars[StationId(1)].DischargeA = 12;

        site.Run(5);

        site.OrderOf(StationId(1)).ShouldBe(-12);
    }

    // What one says it feeds back counts only while it shall.
    [Theory]
    [InlineData(true, 5, -5)]
    [InlineData(true, 0, 8)]
    [InlineData(false, 5, 8)]
    public void Only_what_is_fed_back_on_order_gives_room(bool discharges, double feedsA, double bookedA) =>
        new Contender { Standing = discharges ? Standing.Discharges : Standing.Competes, FeedsA = feedsA }.BookedA(8).ShouldBe(bookedA);

    // What the house uses does not reach the grid.
    [Fact]
    public void The_house_uses_it_first()
    {
        var site = new SimulatedSite(Build([Root(32) with { ExportRatingA = 0 }], [Bidirectional(1, 20)]));
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(5);
        site.Cars[StationId(1)].DischargeA = 20;

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(-5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    public void A_station_that_cannot_feed_back_charges(double? wishA)
    {
        var site = new SimulatedSite(Build([Root(32)], [Bidirectional(1, 0)]));
        site.Cars[StationId(1)].DischargeA = wishA ?? 10;

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(32);
    }

    // It stops feeding back in the middle: the fuse is overloaded for no longer than the cars need to follow.
    [Fact]
    public void A_vehicle_that_stops_feeding_back_overloads_for_seconds_only()
    {
        var site = new SimulatedSite(Build([Root(32)], [Bidirectional(1, 0), Bidirectional(2, 8)]));
        site.Cars[StationId(1)].TakesAtMostA = 45;
        site.Cars[StationId(1)].ReactionCycles = 5;
        site.Cars[StationId(2)].DischargeA = 8;
        site.Run(60);

        site.Cars[StationId(2)].DischargeA = null;
        site.Cars[StationId(2)].LimitA = 0;
        var seconds = 0;
        for (var second = 0; second < 30; second++)
        {
            site.Step();
            seconds += site.Flow(Grid).HighestA > 32 + 1e-6 ? 1 : 0;
        }

        seconds.ShouldBeLessThan(10);
    }
}
