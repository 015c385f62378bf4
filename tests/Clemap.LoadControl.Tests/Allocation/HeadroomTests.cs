using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>What is taken for the load of the house, and so what is left for charging; a tenth is kept free.</summary>
public class HeadroomTests
{
    private static readonly Circuit Fuse = Root(40, worstBaseLoadA: 15);
    private CircuitMemory _memory = CircuitMemory.AtStart;

    // The meter says 20 A, the station 2 A and was ordered 10 A: the house takes 10 to 18 A. Within that the last estimate stands.
    [Theory]
    [InlineData(double.NaN, 18)]
    [InlineData(25, 18)]
    [InlineData(14, 14)]
    [InlineData(5, 10)]
    public void While_a_vehicle_follows_an_order_the_last_estimate_stands(double lastA, double baseA)
    {
        _memory.BaseLoadA = PhaseCurrents.Balanced(lastA);

        var budget = Fill(Fuse, 20, flowA: 2, orderedA: 10);

        budget.BaseLoadA.ShouldBe(PhaseCurrents.Balanced(baseA));
        budget.ChargingA.ShouldBe(PhaseCurrents.Balanced(2));
        budget.RoomA.ShouldBe(PhaseCurrents.Balanced(36 - baseA));
        _memory.BaseLoadA.ShouldBe(PhaseCurrents.Balanced(baseA));
    }

    [Fact]
    public void A_vehicle_that_goes_down_may_still_take_more_than_its_order() =>
        Fill(Fuse, 20, flowA: 10, orderedA: 2).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(18));

    // Without a meter the worst load counts, or the last one if that was more; and no margin on top, since the fallbacks were proven against all of the fuse.
    [Theory]
    [InlineData(double.NaN, 15)]
    [InlineData(10, 15)]
    [InlineData(18, 18)]
    public void Without_a_meter_the_worst_load_counts_and_no_margin(double lastA, double baseA)
    {
        _memory.BaseLoadA = PhaseCurrents.Balanced(lastA);

        var budget = Fill(Fuse with { SumRatingA = 100 }, null);

        budget.BaseLoadA.ShouldBe(PhaseCurrents.Balanced(baseA));
        budget.RoomA.ShouldBe(PhaseCurrents.Balanced(40 - baseA));
        budget.SumRoomA.ShouldBe(100 - (3 * baseA));
    }

    // A meter that contradicts is not believed, unless it shows more than was reckoned with.
    [Theory]
    [InlineData(12, 15)]
    [InlineData(22, 20)]
    public void A_meter_that_is_not_believed_can_only_raise_the_load(double meterA, double baseA)
    {
        _memory.ContradictsSince = Start.UtcTicks;

        Fill(Fuse, meterA, flowA: 2, orderedA: 2).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(baseA));
    }

    // The house takes 5 A, a station 13, the other 6 and then 13. Whatever the stations say later: the meter's 24 A are of before, and the house does not give current.
    [Fact]
    public void While_the_meter_says_nothing_new_a_vehicle_that_takes_more_leaves_the_load_of_the_house_as_it_was()
    {
        Fill(Fuse, 24, flowA: 19, orderedA: 19).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(5));
        foreach (var second in new[] { 1, 2, 3, 9 })
            Fill(Fuse, 24, flowA: 26 + second, orderedA: 26 + second, second, ageS: second).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(5), $"{second} s later");
        Fill(Fuse, 24, flowA: 19, orderedA: 19, second: 10, ageS: 10).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(5));

        // It measures anew.
        Fill(Fuse, 40, flowA: 30, orderedA: 30, second: 11).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(10));
    }

    // The meter looked half a second before the station did, which began to take 7 A more between the two.
    [Fact]
    public void A_station_that_was_seen_after_the_meter_does_not_lower_the_load_of_the_house()
    {
        Fill(Fuse, 24, flowA: 19, orderedA: 19);
        Fill(Fuse, 24.5, flowA: 26, orderedA: 26, second: 1, ageS: 0.5).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(5));
        Fill(Fuse, 31, flowA: 26, orderedA: 26, second: 2, ageS: 0.5).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(5));
        // And when the house does take more, it is seen at once.
        Fill(Fuse, 39, flowA: 26, orderedA: 26, second: 3, ageS: 0.5).BaseLoadA.ShouldBe(PhaseCurrents.Balanced(13));
    }

    // Static mode: what was configured, even if more is thought possible at worst.
    [Fact]
    public void Static_mode_has_the_load_that_was_configured()
    {
        var budget = Fill(Fuse with { StaticBaseLoadA = PhaseCurrents.Balanced(8) }, 30);

        budget.Meter.ShouldBe(MeterStanding.None);
        budget.RoomA.ShouldBe(PhaseCurrents.Balanced(28));
    }

    // A board without a meter carries what its feeders carry, in each cycle anew.
    [Fact]
    public void A_board_without_a_meter_carries_what_is_below_it()
    {
        var site = Build([Root(63), Feeder(GarageA, "Board", 40), new Circuit(GarageB, "Flats", GarageA, PhaseCurrents.Balanced(25)) { HasMeter = true }], []);
        var (headroom, state, budgets) = (new Headroom(site, AllocatorOptions.Default), new AllocatorState(site), new CircuitBudget[3]);
        for (var cycle = 0; cycle < 3; cycle++)
        {
            headroom.Clear();
            headroom.Fill(budgets, Says(site, 12), state, At(cycle));

            budgets[1].BaseLoadA.ShouldBe(PhaseCurrents.Balanced(12));
        }
    }

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    private static Clock At(int second)
    {
        var clock = new Clock();
        clock.Set(Start.AddSeconds(second));
        return clock;
    }

    private static CycleInput Says(SiteTopology site, double? meterA, double ageS = 0)
    {
        var input = new CycleInput(site);
        foreach (ref var circuit in input.Circuits)
            circuit.MeterA = meterA is { } someA ? Measured.Value(PhaseCurrents.Balanced(someA), TimeSpan.FromSeconds(ageS)) : default;
        return input;
    }

    private CircuitBudget Fill(Circuit circuit, double? meterA, double flowA = 0, double orderedA = 0, int second = 0, double ageS = 0)
    {
        var site = Build([circuit], [Station(1, Grid)]);
        var (headroom, state, budgets) = (new Headroom(site, new AllocatorOptions { MarginShare = 0.1 }), new AllocatorState(site), new CircuitBudget[1]);
        state.Circuits[0] = _memory;
        headroom.Add(0, PhaseCurrents.Balanced(flowA), PhaseCurrents.Balanced(orderedA), TimeSpan.Zero);
        headroom.Fill(budgets, Says(site, meterA, ageS), state, At(second));
        _memory = state.Circuits[0];
        return budgets[0];
    }
}
