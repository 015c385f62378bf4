using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Cases.CaseFiles;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Cases;

/// <summary>What users reported of lost meters and stations.</summary>
public class FaultCases
{
    // One user wants 6 A, another project stops all: here it is what the electrician proved to be safe.
    [Theory]
    [InlineData("iss-meter-lost", 6.0)]
    [InlineData("iss-smartevse-meter", 0.0)]
    public void A_lost_meter_means_the_commissioned_fallback(string id, double fallbackA)
    {
        var site = Flat(32, 2, fallbackA);
        site.Run(60);
        site.OrderOf(StationId(1)).ShouldBe(16);

        site.SilentMeters.Add(Grid);
        site.Run((int)(Inputs(id)["meterSilentS"] ?? Inputs(id)["mainsMeterSilentS"])!.GetValue<double>());

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == fallbackA);
    }

    [Theory]
    [InlineData("iss-stale-not-zero")]
    [InlineData("iss-meter-undefined")]
    public void An_old_or_absent_value_is_never_zero_load(string id)
    {
        var site = Flat(32, 2);
        site.BaseLoadA[Grid] = PhaseCurrents.Balanced(20);
        site.Run(60);
        var beforeA = site.Last.SetPoints.Sum(setPoint => setPoint.CurrentA);
        site.Also = input => input.Circuit(Grid) = new CircuitInput
        {
            MeterA = Inputs(id)["meterAgeS"] is { } age ? Measured.Value(PhaseCurrents.Zero, TimeSpan.FromSeconds(age.GetValue<double>())) : default,
        };

        for (var second = 0; second < 60; second++)
            site.Step().SetPoints.Sum(setPoint => setPoint.CurrentA).ShouldBeLessThanOrEqualTo(beforeA);
    }

    // Renewed within half of the station's own time, a pause too.
    [Theory]
    [InlineData(16)]
    [InlineData(0)]
    public void An_order_is_renewed_within_half_the_fallback_time(double limitA)
    {
        var fallback = TimeSpan.FromSeconds(Inputs("iss-cp-silent-profile").Number("chargerFallbackS"));
        var site = new SimulatedSite(Build([Root(32)], [Station(1, Grid, fallbackA: 16) with { FallbackTime = fallback }]));
        site.Cars[StationId(1)].LimitA = limitA;
        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(limitA);
        (site.SetPointOf(StationId(1)).ExpiresAt - site.Now).ShouldBeLessThanOrEqualTo(fallback / 2);
    }

    [Fact]
    public void Without_any_limit_nothing_is_given()
    {
        var site = Flat(32, 1);
        site.SilentMeters.Add(Grid);

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(Expected("evr-7").Number("A"));
    }

    // The two bidirectional ones of the same peer are in DischargeTests; here is the proof that nothing was left out.
    [Fact]
    public void Every_kind_of_case_has_its_test()
    {
        var inKinds = new[] { "allocation", "pwm-to-current", "pmin-ems", "power-to-current", "active-phases", "incremental-validate", "dso-clamp" }.Sum(kind => OfKind(kind).Count());
        string[] byName =
        [
            "iss-prio-min-1", "iss-prio-min-2", "iss-prio-min-3", "iss-prio-min-4", "iss-prio-min-5", "evcc-prio-1", "evcc-prio-2", "evcc-prio-3",
            "iss-equal-power", "iss-smartevse-ramp", "iss-watt-vs-amp", "evr-5", "evr-8", "evr-9", "evr-10", "evr-1_3", "evr-1_4",
            "iss-meter-lost", "iss-smartevse-meter", "iss-stale-not-zero", "iss-meter-undefined", "iss-cp-silent-profile", "evr-7",
        ];

        byName.ShouldBeSubsetOf(All.Keys);
        (inKinds + byName.Length).ShouldBe(All.Count);
    }
}
