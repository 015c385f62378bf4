using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.GridOperator;

/// <summary>What an order of the grid operator means in each unit, when it is in force, and how vehicles start after it.</summary>
public class LoadReductionTests
{
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void An_order_is_in_force_from_its_beginning_until_just_before_its_end(int second, bool inForce)
    {
        var from = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

        new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Off, from, from.AddSeconds(60)).IsInForce(from.AddSeconds(second)).ShouldBe(inForce);
        new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Off, from).IsInForce(from.AddSeconds(second)).ShouldBe(second >= 0);
    }

    [Fact]
    public void There_is_no_minimum_power_without_a_device() => Should.Throw<ArgumentOutOfRangeException>(() => Section14a.MinimumPowerW(0));

    // Half of the fuse of 40 A, of which the house takes 5 A; and 9.2 kW, which are 40 A over three phases, of which it takes 15 A.
    [Theory]
    [InlineData(true, 15)]
    [InlineData(false, 25.0 / 3)]
    public void An_order_for_the_connection_counts_the_house_in_every_unit(bool percent, double orderA)
    {
        var site = Flat(40, 1);
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(5);
        var limit = percent ? ReductionLimit.Percent(50) : ReductionLimit.Watts(9_200);
        site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Connection, limit, site.Now.AddDays(-1)) };

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(orderA, 1e-6);
    }

    // Each station has a moment of its own, another one each time, and together they fill the minute.
    [Fact]
    public void Starts_are_spread_over_the_whole_span()
    {
        var minute = TimeSpan.FromMinutes(1);
        long[] Delays(long from) => [.. Enumerable.Range(0, 600).Select(index => Stagger.Delay(index, Id(index % 200), from, minute))];
        var (first, second) = (Delays(1), Delays(2));

        first.ShouldAllBe(delay => delay >= 0 && delay < minute.Ticks);
        first.ShouldBe(Delays(1));
        first.Zip(second).Count(pair => pair.First == pair.Second).ShouldBe(0);
        first.Distinct().Count().ShouldBe(600);
        first.GroupBy(delay => delay / TimeSpan.FromSeconds(10).Ticks).Select(bin => bin.Count()).ShouldAllBe(count => count > 60 && count < 140);
        Stagger.Delay(3, Id(3), 1, TimeSpan.Zero).ShouldBe(0);
    }

    // A recorded day must replay to the last bit, with whatever version: the moments stay what they are.
    [Theory]
    [InlineData(1, 1, 541_923_870)]
    [InlineData(2, 1, 597_831_934)]
    [InlineData(1, 99, 520_270_010)]
    public void The_moments_of_starts_stay_what_they_are(int station, long from, long delay) =>
        Stagger.Delay(station, Id(station), from, TimeSpan.FromMinutes(1)).ShouldBe(delay);

    // Nothing is a lock, little is not.
    [Theory]
    [InlineData(0, GridOperatorState.Locked)]
    [InlineData(0.1, GridOperatorState.Reduced)]
    public void An_order_of_nothing_locks(double leavesA, GridOperatorState state)
    {
        var site = Flat(40, 1);
        site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Amperes(leavesA), site.Now.AddDays(-1)) };

        site.Step().GridOperator.ShouldBe(state);
    }

    // What the law leaves to each device is not left by a lock.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 4_200 / 230.0 / 3)]
    public void A_lock_leaves_no_minimum_power(double watts, double orderA)
    {
        var site = new SimulatedSite(Build([Root(40)], [Station(1, Grid)]), new AllocatorOptions { MarginShare = 0, Section14aApplies = true });
        site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Watts(watts), site.Now.AddDays(-1)) };

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(orderA, 1e-6);
    }

    [Fact]
    public void All_and_nothing_are_limits()
    {
        ReductionLimit.Percent(0).Value.ShouldBe(0);
        ReductionLimit.Percent(100).Value.ShouldBe(100);
        Should.Throw<ArgumentOutOfRangeException>(() => ReductionLimit.Percent(100.1));
        Should.Throw<ArgumentOutOfRangeException>(() => ReductionLimit.Watts(-1));
    }
}
