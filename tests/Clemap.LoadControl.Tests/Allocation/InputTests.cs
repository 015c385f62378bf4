using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>What is told to a cycle is told to that cycle alone.</summary>
public class InputTests
{
    private static readonly CircuitInput Circuit = new() { MeterA = Measured.Value(PhaseCurrents.Balanced(10), TimeSpan.Zero), Limit = CurrentLimit.Of(20) };
    private static readonly StationInput Station1 = new() { Reachable = true, Connected = true };

    [Fact]
    public void Nothing_is_left_of_the_cycle_before()
    {
        var input = Filled();

        input.Clear();

        (input.Circuit(Grid), input.Station(StationId(1))).ShouldBe((default, default));
        (input.Reductions.Length, input.Ripple, input.PeakCapW, input.PowerReturned).ShouldBe((0, ContactReading.Unknown, null, false));
    }

    [Fact]
    public void A_copy_says_the_same_and_stands_alone()
    {
        var input = Filled();
        var copy = new CycleInput(input.Topology);

        copy.CopyFrom(input);
        input.Clear();

        (copy.Circuit(Grid), copy.Station(StationId(1))).ShouldBe((Circuit, Station1));
        (copy.Reductions.Length, copy.Ripple, copy.PeakCapW, copy.PowerReturned).ShouldBe((1, ContactReading.Closed, 0, true));
    }

    // Before its first order a station may stand at what it confirmed: from there orders go up or down.
    [Theory]
    [InlineData(16.0, OrderChange.Decrease)]
    [InlineData(6.0, OrderChange.Hold)]
    [InlineData(0.0, OrderChange.Increase)]
    public void The_first_order_is_compared_with_what_was_confirmed(double confirmedA, OrderChange change)
    {
        var site = Flat(6, 1);
        site.Also = input => input.Station(StationId(1)).ConfirmedA = confirmedA;

        site.Step();

        site.OrderOf(StationId(1)).ShouldBe(6);
        site.SetPointOf(StationId(1)).Change.ShouldBe(change);
    }

    // An order moves while nothing else does: the next cycle may decide otherwise.
    [Fact]
    public void While_an_order_moves_nothing_is_steady()
    {
        var site = Flat(16, 1);
        site.Run(40);
        site.LimitsA[Grid] = 10;

        site.Step();

        site.Last.SteadyUntil.ShouldBe(site.Now.AddSeconds(-1));
    }

    private static CycleInput Filled()
    {
        var input = new CycleInput(Build([Root(40)], [Station(1, Grid)])) { Ripple = ContactReading.Closed, PeakCapW = 0, PowerReturned = true };
        input.Reductions = new[] { new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Off, DateTimeOffset.UnixEpoch) };
        (input.Circuit(Grid), input.Station(StationId(1))) = (Circuit, Station1);
        return input;
    }
}
