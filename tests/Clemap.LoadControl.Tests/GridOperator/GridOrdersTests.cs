using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Tests.Allocation;
using CsCheck;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.GridOperator;

public class GridOrdersTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);

    private static readonly Gen<GridOrder> AnyOrder = Gen.Select(
        Gen.Guid, Gen.Enum<ReductionScope>(), AnyLimit(), Gen.Int[0, 60], Gen.Int[-5, 60], Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[-20, 80].Nullable())
        .Select(drawn => new GridOrder(
            drawn.Item1, null, drawn.Item2, drawn.Item3, Start.AddSeconds(drawn.Item4), Start.AddSeconds(drawn.Item4 + drawn.Item5), TimeSpan.FromSeconds(drawn.Item6),
            TimeSpan.FromSeconds(drawn.Item7), drawn.Item8 is { } cancelled ? Start.AddSeconds(cancelled) : null));

    private static GridOrders OfTwo { get; } = new(Build([Root(63), Feeder(GarageA, "Garage A", 40)], [Station(1, Grid), Station(2, Grid)]));

    [Theory]
    [InlineData(-1, GridOrderPhase.Waiting)]
    [InlineData(0, GridOrderPhase.InForce)]
    [InlineData(59, GridOrderPhase.InForce)]
    [InlineData(60, GridOrderPhase.Ended)]
    public void An_order_holds_from_its_beginning_up_to_its_end(int second, GridOrderPhase phase) =>
        GridOrders.PhaseAt(Order(ReductionLimit.Off), At(second)).ShouldBe(phase);

    [Fact]
    public void One_that_is_taken_back_ends_then_and_returns_at_random_too()
    {
        var order = Order(ReductionLimit.Off) with { CancelledAt = Start.AddSeconds(20), ReturnWithin = TimeSpan.FromSeconds(100) };
        var delayS = GridOrders.ReturnDelay(order).TotalSeconds;
        delayS.ShouldBeInRange(1, 99, "of this id");
        GridOrders.PhaseAt(order, At(19.9)).ShouldBe(GridOrderPhase.InForce);
        GridOrders.PhaseAt(order, At(20)).ShouldBe(GridOrderPhase.Returning);
        OfTwo.At(order, At(20), 230).ShouldNotBeNull();
        GridOrders.PhaseAt(order, At(20 + delayS + 0.001)).ShouldBe(GridOrderPhase.Ended);
        OfTwo.At(order, At(20 + delayS + 0.001), 230).ShouldBeNull();
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(0)]
    public void One_that_is_taken_back_before_it_begins_never_holds(int cancelledS)
    {
        var order = Order(ReductionLimit.Off) with { CancelledAt = Start.AddSeconds(cancelledS), ReturnWithin = TimeSpan.FromSeconds(60) };
        for (var second = -20; second < 200; second++)
            OfTwo.At(order, At(second), 230).ShouldBeNull();
    }

    // Two stations of 16 A on three phases: 32 A a phase, 22.08 kW, 100 %.
    [Theory]
    [InlineData("A", 10, 0, 32)]
    [InlineData("A", 10, 10, 21)]
    [InlineData("A", 10, 20, 10)]
    [InlineData("A", 40, 10, 40)]
    [InlineData("W", 2080, 10, 12080)]
    [InlineData("%", 40, 10, 70)]
    [InlineData("%", 0, 10, 50)]
    public void Over_a_ramp_it_falls_in_a_straight_line_from_all_that_can_be_taken(string unit, double value, int second, double holds)
    {
        var limit = unit == "A" ? ReductionLimit.Amperes(value) : unit == "W" ? ReductionLimit.Watts(value) : ReductionLimit.Percent(value);
        OfTwo.At(Order(limit) with { Ramp = TimeSpan.FromSeconds(20) }, At(second), 230)!.Value.Limit.Value.ShouldBe(holds, 1e-9);
    }

    [Fact]
    public void A_lock_falls_over_its_ramp_too_and_without_anything_to_fall_from_it_holds_at_once()
    {
        var locks = Order(ReductionLimit.Off) with { Ramp = TimeSpan.FromSeconds(20) };
        OfTwo.At(locks, At(5), 230)!.Value.Limit.ShouldBe(ReductionLimit.Percent(75));
        OfTwo.At(locks, At(20), 230)!.Value.Limit.ShouldBe(ReductionLimit.Off);
        OfTwo.At(locks with { CircuitId = GarageA }, At(5), 230)!.Value.Limit.ShouldBe(ReductionLimit.Off);
    }

    // 2300 W at 240 V are 9.58 A; load control reckons with 230 V, and so is told of less.
    [Theory]
    [InlineData(230.0, 2300)]
    [InlineData(240.0, 2204.1666666667)]
    [InlineData(200.0, 2300)]
    [InlineData(null, 2090.9090909091)]
    public void Watts_are_reckoned_with_the_highest_voltage_that_may_be(double? highestV, double reckonedW) =>
        OfTwo.At(Order(ReductionLimit.Watts(2300)), At(1), highestV)!.Value.Limit.Value.ShouldBe(reckonedW, 1e-6);

    [Fact]
    public void Per_cent_of_nothing_and_an_unknown_circuit_are_refused()
    {
        OfTwo.Refusal(Order(ReductionLimit.Percent(50))).ShouldBeNull();
        OfTwo.Refusal(Order(ReductionLimit.Percent(50)) with { CircuitId = GarageA }).ShouldBe("no-base");
        OfTwo.Refusal(Order(ReductionLimit.Percent(50)) with { CircuitId = GarageA, Scope = ReductionScope.Connection }).ShouldBeNull();
        OfTwo.Refusal(Order(ReductionLimit.Amperes(5)) with { CircuitId = GarageA }).ShouldBeNull();
        OfTwo.Refusal(Order(ReductionLimit.Amperes(5)) with { CircuitId = GarageB }).ShouldBe("unknown-circuit");
    }

    [Theory]
    [InlineData("A", 10, 6900)]
    [InlineData("A", 100, 22080)]
    [InlineData("W", 2080, 2080)]
    [InlineData("W", 100_000, 22080)]
    [InlineData("%", 40, 8832)]
    [InlineData("%", 0, 0)]
    public void A_preview_tells_what_can_be_taken_and_what_remains(string unit, double value, double leavesW)
    {
        var limit = unit == "A" ? ReductionLimit.Amperes(value) : unit == "W" ? ReductionLimit.Watts(value) : value > 0 ? ReductionLimit.Percent(value) : ReductionLimit.Off;
        var (canTakeW, remainsW) = OfTwo.Preview(Order(limit));
        canTakeW.ShouldBe(22_080, 1e-6);
        remainsW.ShouldBe(leavesW, 1e-6);
    }

    // A station of 16 A on three phases, and one on a single phase.
    [Theory]
    [InlineData("A", 10, 10, 10)]
    [InlineData("W", 2_300, 3.3333333333, 10)]
    [InlineData("%", 50, 8, 8)]
    [InlineData("%", 0, 0, 0)]
    public void An_order_for_one_station_caps_it_and_nothing_else(string unit, double value, double threePhaseA, double onePhaseA)
    {
        var limit = unit == "A" ? ReductionLimit.Amperes(value) : unit == "W" ? ReductionLimit.Watts(value) : value > 0 ? ReductionLimit.Percent(value) : ReductionLimit.Off;
        var orders = new GridOrders(Build([Root(63)], [Station(1, Grid), Station(2, Grid, "2")]));
        foreach (var (station, capA) in new[] { (1, threePhaseA), (2, onePhaseA) })
        {
            var order = Order(limit) with { StationId = StationId(station) };
            orders.StationCapA(order, At(1), 230)!.Value.ShouldBe(capA, 1e-6);
            orders.At(order, At(1), 230).ShouldBeNull();
            orders.StationCapA(order, At(-1), 230).ShouldBeNull();
            orders.Refusal(order).ShouldBeNull();
        }

        orders.StationCapA(Order(limit), At(1), 230).ShouldBeNull("it is for a circuit");
        orders.Refusal(Order(limit) with { StationId = Guid.CreateVersion7() }).ShouldBe("unknown-station");
        orders.Preview(Order(ReductionLimit.Off) with { StationId = StationId(2) }).ShouldBe((3_680, 0));
    }

    [Fact]
    public void Bounds_in_the_wrong_order_are_a_mistake() => Should.Throw<ArgumentException>(() => new TimeBounds(Start.AddSeconds(1), Start));

    [Fact]
    public void Whatever_the_time_really_is_an_order_that_holds_then_holds() => Gen.Select(AnyOrder, Gen.Double[-30, 200], Gen.Double[0, 60], Gen.Double[0, 1]).Sample((order, earliestS, widthS, part) =>
    {
        var real = OfTwo.At(order, At(earliestS + (widthS * part)), 230);
        var told = OfTwo.At(order, new TimeBounds(Start.AddSeconds(earliestS), Start.AddSeconds(earliestS + widthS)), 230);
        if (real is not { } holds)
            return;
        told.ShouldNotBeNull();
        Left(told.Value.Limit).ShouldBeLessThanOrEqualTo(Left(holds.Limit) + 1e-9);
    }, iter: Effort.Of(5_000));

    [Fact]
    public void A_limit_is_never_below_what_was_ordered_and_never_rises_before_the_end() => Gen.Select(AnyOrder, Gen.Double[-30, 150], Gen.Double[0, 60]).Sample((order, second, laterS) =>
    {
        if (OfTwo.At(order, At(second), 230) is not { } now)
            return;
        Left(now.Limit).ShouldBeGreaterThanOrEqualTo(Left(order.Limit) - 1e-9);
        if (OfTwo.At(order, At(second + laterS), 230) is { } later)
            Left(later.Limit).ShouldBeLessThanOrEqualTo(Left(now.Limit) + 1e-9);
    }, iter: Effort.Of(5_000));

    [Fact]
    public void Returns_are_spread_over_the_whole_time_and_never_beyond()
    {
        var within = TimeSpan.FromMinutes(10);
        var delays = Enumerable.Range(0, 1_000).Select(_ => GridOrders.ReturnDelay(Order(ReductionLimit.Off) with { Id = Guid.CreateVersion7(), ReturnWithin = within })).ToList();
        delays.ShouldAllBe(delay => delay >= TimeSpan.Zero && delay <= within);
        for (var minute = 0; minute < 10; minute++)
            delays.Count(delay => delay.TotalMinutes >= minute && delay.TotalMinutes < minute + 1).ShouldBeInRange(50, 160);
    }

    // The grid operator comes first: command or receiver, whichever leaves less, on every phase of every site.
    [Fact]
    public void Whatever_is_ordered_charging_keeps_to_the_lowest_of_all() => Gen.Select(
        RandomSites.Any(), AnyLimit().Array[0, 4], AnyLimit(), Gen.Bool).Sample((site, limits, ripple, isActive) =>
    {
        var topology = site.Topology;
        var options = AllocatorOptions.Default with { Ripple = new(ContactKind.NormallyOpen, ripple) };
        var (allocator, state, orders) = (new Allocator(topology, options), new AllocatorState(topology), new GridOrders(topology));
        var input = new CycleInput(topology) { Ripple = isActive ? ContactReading.Closed : ContactReading.Open };
        for (var station = 0; station < topology.Stations.Count; station++)
            input.Stations[station] = new StationInput { Reachable = true, Connected = true, WhenSilent = WhenSilent.FallsBack };
        input.Reductions = limits.Select(limit => orders.At(Order(limit), At(1), 230)!.Value).ToArray();
        for (var second = 0; second < 5; second++)
        {
            var decision = allocator.Decide(input, state, Start.AddSeconds(second));
            var orderedA = PhaseCurrents.Zero;
            for (var station = 0; station < topology.Stations.Count; station++)
                orderedA += On(topology.Stations[station].Rotation.GridPhases, decision.SetPoints[station].CurrentA);
            foreach (var limit in isActive ? [.. limits, ripple] : limits)
                ShouldKeepTo(orderedA, limit, InstalledA(topology));
        }
    }, iter: Effort.Of(300));

    private static void ShouldKeepTo(PhaseCurrents orderedA, ReductionLimit limit, PhaseCurrents installedA)
    {
        const double tolerance = 1e-6;
        if (limit.Unit == ReductionUnit.Watt)
            (orderedA.SumA * 230).ShouldBeLessThanOrEqualTo(limit.Value + tolerance);
        else if (limit.Unit == ReductionUnit.AmperePerPhase)
            orderedA.HighestA.ShouldBeLessThanOrEqualTo(limit.Value + tolerance);
        else
            foreach (var phase in Room.Phases)
                orderedA[phase].ShouldBeLessThanOrEqualTo((installedA[phase] * limit.Value / 100) + tolerance);
    }

    private static PhaseCurrents InstalledA(Clemap.LoadControl.Topology.SiteTopology topology) => topology.Stations.Aggregate(
        PhaseCurrents.Zero, (sumA, station) => sumA + On(station.Rotation.GridPhases, station.MaximumA));

    private static PhaseCurrents On(PhaseSet phases, double currentA) => new(
        phases.Includes(Phase.L1) ? currentA : 0, phases.Includes(Phase.L2) ? currentA : 0, phases.Includes(Phase.L3) ? currentA : 0);

    private static Gen<ReductionLimit> AnyLimit() => Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1]).Select((unit, part) => unit switch
    {
        0 => ReductionLimit.Off,
        1 => ReductionLimit.Amperes(part * 40),
        2 => ReductionLimit.Watts(part * 30_000),
        _ => ReductionLimit.Percent(part * 100),
    });

    /// <summary>Of 32 A, 22.08 kW or 100 %, as a share.</summary>
    private static double Left(ReductionLimit limit) => limit.Unit switch
    {
        ReductionUnit.AmperePerPhase => limit.Value / 32,
        ReductionUnit.Watt => limit.Value / 22_080,
        _ => limit.Value / 100,
    };

    private static GridOrder Order(ReductionLimit limit) =>
        new(Id(0xE1), null, ReductionScope.Charging, limit, Start, Start.AddSeconds(60), TimeSpan.Zero, TimeSpan.Zero);

    private static TimeBounds At(double second) => TimeBounds.Exactly(Start.AddSeconds(second));
}
