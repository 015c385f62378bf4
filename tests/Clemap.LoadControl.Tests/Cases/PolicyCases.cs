using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using static Clemap.LoadControl.Tests.Cases.CaseFiles;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Cases;

/// <summary>Situations in which peers and users want different things: ours is safe, and where it differs the case says how.</summary>
public class PolicyCases
{
    private const double ToleranceA = 0.01;

    // The wish is ours too, but for the first: nobody waits while their minimum fits.
    [Theory]
    [InlineData("iss-prio-min-1", 11, 5)]
    [InlineData("iss-prio-min-2", 12, 5)]
    [InlineData("iss-prio-min-3", 14, 5)]
    [InlineData("iss-prio-min-4", 16, 5)]
    [InlineData("iss-prio-min-5", 16, 6)]
    public void The_priority_car_gets_most_and_the_other_its_minimum(string id, double highA, double lowA)
    {
        var inputs = Inputs(id);
        var site = new SimulatedSite(Build(
            [Root(inputs.Number("totalA"))], Enumerable.Range(1, 2).Select(number => Station(number, Grid, minimumA: inputs.Number("minA"), maximumA: inputs.Number("maxA")))));
        site.Cars[StationId(1)].Priority = PriorityClass.High;

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(highA, ToleranceA);
        site.OrderOf(StationId(2)).ShouldBe(lowA, ToleranceA);
    }

    // A higher class takes what a lower one has above its minimum; a lower one takes nothing.
    [Theory]
    [InlineData("evcc-prio-1")]
    [InlineData("evcc-prio-2")]
    [InlineData("evcc-prio-3")]
    public void A_higher_class_takes_what_a_lower_one_can_spare(string id)
    {
        const double phasesV = 3 * 230;
        var flexibleA = Inputs(id)["flexiblePowerW"]!.Number("prio0") / phasesV;
        var site = new SimulatedSite(Build([Root(16 + flexibleA)], [Station(1, Grid), Station(2, Grid)]));
        var asks = (string)Inputs(id)["asking"]! == "hi" ? StationId(2) : StationId(1);
        site.Cars[StationId(2)].Priority = PriorityClass.High;
        site.Cars[StationId(2)].LimitA = 10;
        site.Run(60);
        var beforeA = site.OrderOf(asks);
        site.OrderOf(StationId(1)).ShouldBe(6 + flexibleA, ToleranceA);

        site.Cars[StationId(2)].LimitA = null;
        site.Run(60);

        var extraA = Expected(id).Number("extraPowerW") / phasesV;
        (site.OrderOf(asks) - beforeA).ShouldBe(asks == StationId(2) ? extraA : extraA - flexibleA, ToleranceA);
        site.OrderOf(StationId(1)).ShouldBe(6, ToleranceA);
    }

    // By current unless weights say otherwise; with weights 1/phases it is by power.
    [Fact]
    public void Equal_power_is_a_matter_of_weights()
    {
        var phases = Inputs("iss-equal-power").Numbers("phases");
        var site = new SimulatedSite(Build(
            [Root(30)], phases.Select((count, index) => Station(index + 1, Grid, count == 3 ? "123" : "1") with { Weight = 1 / count })));
        site.Cars[StationId(2)].SaysPhases = 2;

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(16, ToleranceA);
        site.OrderOf(StationId(3)).ShouldBeGreaterThanOrEqualTo(6);
        site.Flow(Grid).HighestA.ShouldBeLessThanOrEqualTo(30 + ToleranceA);
    }

    // The peer goes up by a quarter of the way, we by half; both go down at once.
    [Fact]
    public void Orders_go_down_at_once_and_up_in_steps()
    {
        var differenceA = Inputs("iss-smartevse-ramp").Numbers("differenceA");
        var site = Flat(24, 1);
        site.LimitsA[Grid] = 8;
        site.Run(60);

        site.LimitsA[Grid] = 8 + differenceA[0];
        site.Step();
        site.OrderOf(StationId(1)).ShouldBe(8 + (differenceA[0] / 2));
        site.Run(30);
        site.LimitsA[Grid] = 8 + differenceA[0] + differenceA[1];
        site.Step();
        site.OrderOf(StationId(1)).ShouldBe(8);
    }

    // Both the fuse and a limit in watts hold: 6 kW on one phase would be 26 A.
    [Fact]
    public void A_limit_in_watts_does_not_lift_the_one_in_amperes()
    {
        var inputs = Inputs("iss-watt-vs-amp");
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, maximumA: inputs.Number("limitA")) with { SwitchesPhases = true }]));
        site.BaseLoadA[Grid] = new PhaseCurrents(0, 60, 60);
        site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Watts(inputs.Number("limitW")), site.Now) };

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(Expected("iss-watt-vs-amp").Number("A"));
        site.SetPointOf(StationId(1)).Phases.ShouldBe((int)Expected("iss-watt-vs-amp").Number("phases"));
    }

    // 11 kW on three phases; the peer starts on one phase first, we do not.
    [Fact]
    public void Eleven_kilowatts_are_charged_on_three_phases()
    {
        var inputs = Inputs("evr-5");
        var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, minimumA: inputs.Number("minA"), maximumA: inputs.Number("importMaxA")) with { SwitchesPhases = true }]));
        site.Also = input => input.Reductions = new[] { new LoadReduction(null, ReductionScope.Charging, ReductionLimit.Watts(inputs.Number("limitW")), site.Now) };

        site.Run(60);

        site.OrderOf(StationId(1)).ShouldBe(Expected("evr-5")["t+1min"]!.Number("A"), ToleranceA);
        site.SetPointOf(StationId(1)).Phases.ShouldBe(3);
    }

    // A wish above zero is a limit, one below zero feeds back, and no station feeds back more than it can.
    [Theory]
    [InlineData("evr-8", 1, 10)]
    [InlineData("evr-9", 690, 10)]
    [InlineData("evr-10", 690, 10)]
    public void What_shall_flow_back_is_held_to_what_the_station_can(string id, double wattsPerAmpere, double exportMaxA)
    {
        double[] wishes = id switch { "evr-8" => [7.5, 13, -8, -12], "evr-9" => [4242 / wattsPerAmpere, 8242 / wattsPerAmpere, -4242 / wattsPerAmpere, -12], _ => [-7000 / wattsPerAmpere] };
        var expected = Expected(id).Numbers("scheduleA");
        for (var i = 0; i < wishes.Length; i++)
        {
            var site = new SimulatedSite(Build([Root(63)], [Station(1, Grid, maximumA: 32) with { DischargeMaximumA = exportMaxA }]));
            site.Cars[StationId(1)].DischargeA = wishes[i] < 0 ? -wishes[i] : null;
            site.Cars[StationId(1)].LimitA = wishes[i] < 0 ? null : wishes[i];

            site.Run(60);

            site.OrderOf(StationId(1)).ShouldBe(id == "evr-10" ? expected[0] : expected[i], ToleranceA);
        }
    }
}
