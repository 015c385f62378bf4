using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.GridOperator;

public class GridOperatorTests
{
    private static readonly AllocatorOptions NoMargin = new() { MarginShare = 0 };

    private static SimulatedSite Two(AllocatorOptions? options = null) =>
        new(Build([Root(63)], [Station(1, Grid), Station(2, Grid)]), options ?? NoMargin);

    private static void Reduce(SimulatedSite site, params LoadReduction[] reductions) => site.Also = input => input.Reductions = reductions;

    private static LoadReduction Now(SimulatedSite site, ReductionLimit limit, ReductionScope scope = ReductionScope.Charging, Guid? circuit = null) =>
        new(circuit, scope, limit, site.Now);

    // In the same cycle that hears of it.
    [Fact]
    public void A_reduction_in_amperes_holds_at_once()
    {
        var site = Two();
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(20);
        site.Run(30);

        Reduce(site, Now(site, ReductionLimit.Amperes(18)));
        site.Step();

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(18, 1e-6);
        site.Last.GridOperator.ShouldBe(GridOperatorState.Reduced);
        site.ReasonsOf(StationId(1)).ShouldBe("grid-operator");
    }

    // 4.2 kW over three phases are 6.087 A; over one phase 18.26 A, of which the station can give 16.
    [Theory]
    [InlineData("123", 4200, 6.086957)]
    [InlineData("1", 4200, 16)]
    [InlineData("1", 3000, 13.043478)]
    public void A_reduction_in_watts_counts_the_phases_in_use(string rotation, double limitW, double orderA)
    {
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, rotation)]), NoMargin);
        Reduce(site, Now(site, ReductionLimit.Watts(limitW)));

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(orderA, 1e-5);
    }

    // Of what can be taken on that phase.
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public void A_reduction_in_percent_holds_on_each_phase(string rotation)
    {
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, rotation)]), NoMargin);
        Reduce(site, Now(site, ReductionLimit.Percent(50)));

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(8, 1e-6);
    }

    // 60 % of what the stations can take together.
    [Fact]
    public void A_reduction_in_percent_is_of_the_stations()
    {
        var site = Two();
        Reduce(site, Now(site, ReductionLimit.Percent(60)));

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(0.6 * 32, 1e-6);
    }

    // Of the connection, what the house takes counts.
    [Fact]
    public void A_reduction_of_the_connection_counts_the_house()
    {
        var site = Two();
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(10);
        Reduce(site, Now(site, ReductionLimit.Amperes(30), ReductionScope.Connection));

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(20, 1e-6);
        site.Last.Circuits[0].LimitA.ShouldBe(PhaseCurrents.Balanced(30));
    }

    [Fact]
    public void The_lowest_in_force_wins()
    {
        var site = Two();
        Reduce(
            site, Now(site, ReductionLimit.Amperes(20)), Now(site, ReductionLimit.Amperes(14)), Now(site, ReductionLimit.Percent(90)),
            new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Off, site.Now.AddHours(1)),
            new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Off, site.Now.AddHours(-2), site.Now.AddHours(-1)));

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(14, 1e-6);
    }

    // It ends by itself at the second it names.
    [Fact]
    public void A_reduction_ends_on_time()
    {
        var site = Two();
        var until = site.Now.AddSeconds(60);
        Reduce(site, new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Amperes(12), site.Now, until));
        site.Run(60);
        site.Last.GridOperator.ShouldBe(GridOperatorState.Reduced);

        site.Step();

        site.Last.GridOperator.ShouldBe(GridOperatorState.Normal);
    }

    // An order for a circuit that nobody knows here is not ignored.
    [Fact]
    public void An_unknown_circuit_means_all()
    {
        var site = Two();
        Reduce(site, Now(site, ReductionLimit.Amperes(12), circuit: Id(0x7F)));

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(12, 1e-6);
    }

    [Fact]
    public void A_lock_stops_all_at_once_and_says_so()
    {
        var site = Two();
        site.Run(30);

        Reduce(site, Now(site, ReductionLimit.Off));
        site.Step();

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == 0);
        site.Last.GridOperator.ShouldBe(GridOperatorState.Locked);
        site.ReasonsOf(StationId(1)).ShouldBe("grid-operator");
    }

    // After a lock they do not start in the same second.
    [Fact]
    public void After_a_lock_vehicles_start_one_after_the_other()
    {
        var site = new SimulatedSite(Build([Root(200)], Enumerable.Range(1, 12).Select(number => Station(number, Grid))), NoMargin);
        Reduce(site, Now(site, ReductionLimit.Off));
        site.Run(300);

        site.Also = _ => { };
        var startedAt = new HashSet<int>();
        for (var second = 0; second <= 61; second++)
        {
            var before = site.Last.SetPoints.Count(setPoint => setPoint.CurrentA > 0);
            site.Step();
            if (site.Last.SetPoints.Count(setPoint => setPoint.CurrentA > 0) > before)
                startedAt.Add(second);
        }

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA > 0);
        startedAt.Count.ShouldBeGreaterThanOrEqualTo(8);
    }

    [Fact]
    public void After_a_power_cut_too()
    {
        var site = new SimulatedSite(Build([Root(200)], Enumerable.Range(1, 12).Select(number => Station(number, Grid))), NoMargin)
        {
            Also = input => input.PowerReturned = true,
        };

        site.Step();
        site.Also = _ => { };
        site.Run(10);

        site.Last.SetPoints.Count(setPoint => setPoint.CurrentA > 0).ShouldBeInRange(0, 8);
        site.Last.SetPoints.ShouldContain(setPoint => setPoint.Reasons[0].Code == ReasonCode.Staggered);
    }

    [Theory]
    [InlineData(ContactKind.NormallyOpen, ContactReading.Open, false)]
    [InlineData(ContactKind.NormallyOpen, ContactReading.Closed, true)]
    [InlineData(ContactKind.NormallyClosed, ContactReading.Open, true)]
    [InlineData(ContactKind.NormallyClosed, ContactReading.Closed, false)]
    [InlineData(ContactKind.NormallyOpen, ContactReading.Unknown, true)]
    [InlineData(ContactKind.NormallyClosed, ContactReading.Unknown, true)]
    public void The_ripple_contact_reduces(ContactKind kind, ContactReading reading, bool reduces)
    {
        var site = Two(NoMargin with { Ripple = new RippleSettings(kind, ReductionLimit.Amperes(12)) });
        site.Also = input => input.Ripple = reading;

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(reduces ? 12 : 32, 1e-6);
        site.Last.GridOperator.ShouldBe(reduces ? GridOperatorState.Reduced : GridOperatorState.Normal);
        site.Last.Findings.Any(finding => finding.Code == FindingCode.RippleUnknown).ShouldBe(reading == ContactReading.Unknown);
    }

    [Theory]
    [InlineData(1, 4200)]
    [InlineData(2, 7560)]
    [InlineData(3, 10500)]
    [InlineData(4, 13020)]
    [InlineData(5, 15120)]
    [InlineData(6, 16800)]
    [InlineData(7, 18060)]
    [InlineData(8, 18900)]
    [InlineData(9, 19320)]
    [InlineData(20, 40110)]
    public void Minimum_power_by_section_14a(int devices, double minimumW) => Section14a.MinimumPowerW(devices).ShouldBe(minimumW, 1e-6);

    // Two devices keep 7.56 kW, whatever less is ordered.
    [Fact]
    public void An_order_below_the_minimum_power_leaves_that()
    {
        var site = Two(NoMargin with { Section14aApplies = true });
        Reduce(site, Now(site, ReductionLimit.Watts(1000)));

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA * 3 * 230).ShouldBe(7560, 1e-3);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_limit_is_a_number_from_zero(double value)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ReductionLimit.Amperes(value));
        Should.Throw<ArgumentOutOfRangeException>(() => ReductionLimit.Watts(value));
        Should.Throw<ArgumentOutOfRangeException>(() => ReductionLimit.Percent(value));
        Should.Throw<ArgumentOutOfRangeException>(() => ReductionLimit.Percent(101));
    }

    // The grid operator stands above priorities, and a fuse above the grid operator.
    [Fact]
    public void A_reduction_never_raises()
    {
        var site = Two();
        site.LimitsA[Grid] = 14;
        Reduce(site, Now(site, ReductionLimit.Amperes(60)));

        site.Run(30);

        site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBe(14, 1e-6);
    }
}
