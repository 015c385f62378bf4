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

    private static CycleInput Says(SiteTopology site, double? meterA)
    {
        var input = new CycleInput(site);
        foreach (ref var circuit in input.Circuits)
            circuit.MeterA = meterA is { } someA ? Measured.Value(PhaseCurrents.Balanced(someA), TimeSpan.Zero) : default;
        return input;
    }

    private CircuitBudget Fill(Circuit circuit, double? meterA, double flowA = 0, double orderedA = 0)
    {
        var site = Build([circuit], [Station(1, Grid)]);
        var (headroom, state, budgets) = (new Headroom(site, new AllocatorOptions { MarginShare = 0.1 }), new AllocatorState(site), new CircuitBudget[1]);
        state.Circuits[0] = _memory;
        headroom.Add(0, PhaseCurrents.Balanced(flowA), PhaseCurrents.Balanced(orderedA));
        headroom.Fill(budgets, Says(site, meterA), state, At(0));
        _memory = state.Circuits[0];
        return budgets[0];
    }
}
