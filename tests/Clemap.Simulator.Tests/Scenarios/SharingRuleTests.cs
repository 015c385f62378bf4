using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Tests.Scenarios;

/// <summary>The rules of others do what their descriptions say, on examples reckoned by hand. One circuit, no margin.</summary>
public sealed class SharingRuleTests
{
    private static readonly Guid Grid = new(1, 0, 0, new byte[8]);

    // 18 A of minima, 14 A left: nine rounds of three slices, and half an ampere for the first.
    [Fact]
    public void Slices_are_handed_out_in_turn() => Settled("slices", 32, [16, 16, 16]).ShouldBe([11, 10.5, 10.5]);

    [Fact]
    public void Slices_leave_those_whose_minimum_does_not_fit() => Settled("slices", 20, [16, 16, 16, 16]).ShouldBe([7, 6.5, 6.5, 0]);

    [Fact]
    public void Equal_parts_go_up_by_quarters_and_what_one_cannot_take_goes_to_others()
    {
        Settled("equal", 32, [8, 16, 16]).ShouldBe([8, 12, 12]);
        // From the minimum of 6 A a quarter of the way to 12 A.
        Settled("equal", 32, [8, 16, 16], cycles: 1).ShouldBe([6.5, 7.5, 7.5]);
    }

    [Fact]
    public void Equal_parts_below_the_minimum_stop_all() => Settled("equal", 20, [16, 16, 16, 16]).ShouldBe([0, 0, 0, 0]);

    // 14 A left after the minima, 4 + 10 + 26 = 40 A missing: 35 % of it for each; 5 A at most in one cycle.
    [Fact]
    public void Proportional_gives_by_what_is_missing()
    {
        Settled("proportional", 32, [10, 16, 32], cycles: 1).ShouldBe([7.4, 9.5, 11]);
        Settled("proportional", 32, [10, 16, 32]).ShouldBe([7.4, 9.5, 15.1]);
    }

    [Fact]
    public void The_first_that_came_takes_all_it_can() => Settled("fcfs", 32, [16, 16, 16]).ShouldBe([16, 16, 0]);

    // Each loads a phase of its own, but the circuit is one number: 20 - 16 = 4 A are below the minimum.
    [Fact]
    public void The_first_come_rule_sees_one_phase_only()
    {
        Settled("fcfs", 20, [16, 16, 16], rotations: ["1", "2", "3"]).ShouldBe([16, 0, 0]);
        Settled("proportional", 20, [16, 16, 16], rotations: ["1", "2", "3"]).ShouldBe([16, 16, 16]);
    }

    [Fact]
    public void A_fixed_quota_reckons_with_the_worst_load_and_measures_nothing()
    {
        Settled("static", 40, [16, 16, 16, 16], worstBaseA: 10).ShouldBe([7.5, 7.5, 7.5, 7.5]);
        Settled("static", 40, [16, 16, 16, 16, 16, 16], worstBaseA: 10).ShouldBe([6, 6, 6, 6, 6, 0]);
    }

    [Theory]
    [InlineData("fcfs")]
    [InlineData("equal")]
    [InlineData("proportional")]
    [InlineData("slices")]
    public void A_silent_meter_leaves_nothing(string rule) => Settled(rule, 32, [16, 16], silent: true).ShouldBe([0, 0]);

    [Theory]
    [InlineData("fcfs", 14)]
    [InlineData("equal", 10)]
    [InlineData("proportional", 10)]
    [InlineData("slices", 10)]
    public void Other_load_is_left_its_room(string rule, double firstA) => Settled(rule, 32, [16, 16], baseA: 12)[0].ShouldBe(rule == "fcfs" ? 16 : firstA, 0.01);

    [Fact]
    public void An_unknown_rule_is_named_with_those_there_are() =>
        Should.Throw<UserErrorException>(() => Settled("lottery", 32, [16])).Message.ShouldBe("There is no rule 'lottery'; there are clemap, fcfs, equal, proportional, slices, static.");

    private static double[] Settled(
        string name, double ratingA, double[] maximaA, int cycles = 60, string[]? rotations = null, double worstBaseA = 0, double baseA = 0, bool silent = false)
    {
        var topology = SiteTopology.Create(
            [new Circuit(Grid, "grid", null, PhaseCurrents.Balanced(ratingA)) { WorstBaseLoadA = PhaseCurrents.Balanced(worstBaseA) }],
            maximaA.Select((maximumA, i) => new Station(
                new Guid(10 + i, 0, 0, new byte[8]), $"P{i}", Grid, PhaseRotation.Parse(rotations?[i] ?? "123"), 6, maximumA, 0))).Topology!;
        var rule = SharingRules.Create(name, topology, new AllocatorOptions { MarginShare = 0 });
        var (input, orders) = (new CycleInput(topology), new StationOrder[maximaA.Length]);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var totalA = PhaseCurrents.Balanced(baseA);
            for (var i = 0; i < orders.Length; i++)
            {
                var rotation = topology.Stations[i].Rotation;
                var drawnA = rotation.ToGrid(rotation.Phases == 1 ? new PhaseCurrents(orders[i].CurrentA, 0, 0) : PhaseCurrents.Balanced(orders[i].CurrentA));
                totalA += drawnA;
                input.Stations[i] = new StationInput { Reachable = true, Connected = true, MeasuredA = Measured.Value(drawnA, TimeSpan.Zero) };
            }

            input.Circuits[0].MeterA = silent ? Measured.Missing<PhaseCurrents>() : Measured.Value(totalA, TimeSpan.Zero);
            rule.Decide(input, cycle * 60, orders);
        }

        return [.. orders.Select(order => Math.Round(order.CurrentA, 3))];
    }
}
