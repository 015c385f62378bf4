using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using CsCheck;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>What must hold of every site, whatever it looks like.</summary>
public class AllocatorProperties
{
    private const double ToleranceA = 1e-6;
    private const int SettleSeconds = 40;

    [Fact]
    public void In_every_cycle_orders_fit_every_circuit_and_phase() => RandomSites.Any().Sample(site =>
    {
        for (var second = 0; second < SettleSeconds; second++)
        {
            site.Step();
            foreach (var circuit in site.Topology.Circuits)
            {
                foreach (var phase in Room.Phases)
                {
                    var ordered = Room.Under(site, circuit).Any(station =>
                        station.Rotation.GridPhases.Includes(phase) && site.OrderOf(station.Id) > 0);
                    if (ordered)
                        Room.Left(site, circuit, phase, station => site.OrderOf(station.Id)).ShouldBeGreaterThan(-ToleranceA, $"{circuit.Name} {phase}");
                }
            }
        }
    }, iter: Effort.Of(120));

    // Cars that take seconds to go down still hold what they had; nobody else may have it yet.
    [Fact]
    public void While_slow_cars_follow_no_fuse_is_overloaded() => RandomSites.Any().Sample(site =>
    {
        site.Run(15);
        SwapPriorities(site);
        for (var second = 0; second < SettleSeconds; second++)
        {
            site.Step();
            foreach (var circuit in site.Topology.Circuits.Where(circuit => BaseFits(site, circuit)))
            {
                foreach (var phase in Room.Phases)
                    site.Flow(circuit.Id)[phase].ShouldBeLessThanOrEqualTo(circuit.RatingA[phase] + ToleranceA, $"{circuit.Name} {phase} at {second} s");
            }
        }
    }, iter: Effort.Of(80));

    [Fact]
    public void Every_order_is_zero_or_within_the_station_s_bounds() => RandomSites.Any().Sample(site =>
    {
        for (var second = 0; second < SettleSeconds; second++)
        {
            foreach (var setPoint in site.Step().SetPoints)
            {
                var station = site.Topology.FindStation(setPoint.StationId)!;
                var upToA = Math.Min(station.MaximumA, site.Cars[station.Id].LimitA ?? station.MaximumA);
                (setPoint.CurrentA == 0 || (setPoint.CurrentA >= Room.LowestA(station) - ToleranceA && setPoint.CurrentA <= upToA + ToleranceA))
                    .ShouldBeTrue($"{station.Name} got {setPoint.CurrentA} A");
                setPoint.Reasons.ShouldNotBeEmpty();
            }
        }
    }, iter: Effort.Of(120));

    [Fact]
    public void No_car_waits_whose_minimum_fits() => RandomSites.Any().Sample(site =>
    {
        site.Run(SettleSeconds);
        foreach (var waiting in site.Last.SetPoints.Where(setPoint => setPoint.Reasons[0].Code == ReasonCode.Queue))
        {
            var station = site.Topology.FindStation(waiting.StationId)!;
            var fits = Room.Above(site, station).All(circuit => Room.Of(station).All(phase =>
                Room.Left(site, circuit, phase, other => site.OrderOf(other.Id) > 0 ? Room.LowestA(other) : 0) >= station.MinimumA - ToleranceA));
            (fits && !station.Switched).ShouldBeFalse($"{station.Name} waits for nothing");
        }
    }, iter: Effort.Of(120));

    // The mark of max-min fairness: who has less than he can take shares a full circuit on which nobody of his class has more, but for his minimum.
    [Fact]
    public void Currents_are_max_min_fair() => RandomSites.Any(continuous: true).Sample(site =>
    {
        site.Run(SettleSeconds);
        foreach (var station in site.Topology.Stations.Where(station => site.OrderOf(station.Id) is > 0 and var orderA && orderA < Highest(site, station) - 0.01))
        {
            var bottleneck = Room.Above(site, station).Any(circuit => Room.Of(station).Any(phase =>
                Room.Left(site, circuit, phase, other => site.OrderOf(other.Id)) < 0.01
                && Room.Under(site, circuit).Where(other => other.Rotation.GridPhases.Includes(phase)).All(other => MayHave(site, other, station))));
            bottleneck.ShouldBeTrue($"{station.Name} at {site.OrderOf(station.Id)} A has no bottleneck");
        }
    }, iter: Effort.Of(80));

    [Fact]
    public void The_same_input_gives_the_same_decision_and_state() => RandomSites.Any().Sample(site =>
    {
        site.Run(5);
        var (one, other) = (site.State.Clone(), site.State.Clone());
        var first = Made.Of(new Allocator(site.Topology, site.Options).Decide(site.Input(), one, site.Now));

        Text(Made.Of(new Allocator(site.Topology, site.Options).Decide(site.Input(), other, site.Now))).ShouldBe(Text(first));
        other.ToBytes().ShouldBe(one.ToBytes());
    }, iter: Effort.Of(100));

    // Cycles that a decision says can be left out change nothing when they are not.
    [Fact]
    public void A_steady_decision_stays_until_it_says() => RandomSites.Any().Sample(site =>
    {
        site.Run(30);
        var allocator = new Allocator(site.Topology, site.Options);
        var (input, now) = (site.Input(), site.Now);
        for (var second = 0; second < 400; second++)
        {
            var decision = allocator.Decide(input, site.State, now.AddSeconds(second));
            if (decision.SteadyUntil <= now.AddSeconds(second + 1))
                continue;
            var (before, text) = (site.State.ToBytes(), Text(Made.Of(decision)));
            var skipped = decision.SteadyUntil.AddTicks(-1);
            if (skipped > now.AddSeconds(second + 900))
                skipped = now.AddSeconds(second + 900);
            Text(Made.Of(allocator.Decide(input, site.State, skipped))).ShouldBe(text);
            site.State.ToBytes().ShouldBe(before);
        }
    }, iter: Effort.Of(60));

    [Fact]
    public void The_order_of_the_input_does_not_matter() => RandomSites.Any().Sample(site =>
    {
        site.Run(5);
        var rebuilt = Sites.Build(site.Topology.Circuits.Reverse(), site.Topology.Stations.Reverse());
        var input = new CycleInput(rebuilt);
        foreach (var circuit in site.Topology.Circuits.Reverse())
            input.Circuit(circuit.Id) = site.Input().Circuit(circuit.Id);
        foreach (var station in site.Topology.Stations.Reverse())
            input.Station(station.Id) = site.Input().Station(station.Id);

        Text(Made.Of(new Allocator(rebuilt, site.Options).Decide(input, site.State.Clone(), site.Now)))
            .ShouldBe(Text(Made.Of(new Allocator(site.Topology, site.Options).Decide(site.Input(), site.State.Clone(), site.Now))));
    }, iter: Effort.Of(100));

    [Fact]
    public void More_limit_never_means_fewer_cars_or_less_current() => Gen.Select(Gen.Int[1, 8], Gen.Int[6, 60], Gen.Int[1, 20]).Sample((cars, limitA, moreA) =>
    {
        var less = Sites.Flat(80, cars);
        less.LimitsA[Sites.Grid] = limitA;
        var more = Sites.Flat(80, cars);
        more.LimitsA[Sites.Grid] = limitA + moreA;

        less.Run(SettleSeconds);
        more.Run(SettleSeconds);

        more.Last.SetPoints.Count(setPoint => setPoint.CurrentA > 0).ShouldBeGreaterThanOrEqualTo(less.Last.SetPoints.Count(setPoint => setPoint.CurrentA > 0));
        more.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBeGreaterThanOrEqualTo(less.Last.SetPoints.Sum(setPoint => setPoint.CurrentA) - ToleranceA);
    }, iter: Effort.Of(100));

    private static bool BaseFits(SimulatedSite site, Circuit circuit) =>
        Room.Phases.All(phase => Room.Left(site, circuit, phase, _ => 0) >= 0);

    private static void SwapPriorities(SimulatedSite site)
    {
        foreach (var car in site.Cars.Values)
            car.Priority = (PriorityClass)(-(int)car.Priority);
    }

    private static double Highest(SimulatedSite site, Station station) =>
        Math.Min(station.MaximumA, site.Cars[station.Id].LimitA ?? station.MaximumA);

    private static bool MayHave(SimulatedSite site, Station other, Station station)
    {
        var (otherA, ownA) = (site.OrderOf(other.Id), site.OrderOf(station.Id));
        var (otherClass, ownClass) = (site.Cars[other.Id].Priority, site.Cars[station.Id].Priority);
        return otherClass > ownClass || otherA <= Room.LowestA(other) + 0.01 || (otherClass == ownClass && otherA <= ownA + 0.01);
    }

    private static string Text(Made decision) => string.Join('\n', decision.SetPoints.Select(setPoint =>
        $"{setPoint.StationId} {setPoint.CurrentA:R} {setPoint.TargetA:R} {setPoint.Phases} {setPoint.Reasons}"));
}
