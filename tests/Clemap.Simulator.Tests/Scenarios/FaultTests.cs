using System.Text.Json;
using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.Simulator.Scenarios.Figures;

namespace Clemap.Simulator.Tests.Scenarios;

/// <summary>Each fault strikes from 18:04 on for four minutes; the car takes 10 A, and one load of 1 A comes on at 18:05.</summary>
public sealed class FaultTests
{
    private const int Before = 230;
    private const int During = 330;
    private const int After = 600;

    [Theory]
    [InlineData("meter-frozen", new[] { 20.0, 22, 24 })]
    [InlineData("meter-zero", new[] { 0.0, 0, 0 })]
    [InlineData("meter-swapped-sign", new[] { -21.0, -23, -25 })]
    [InlineData("meter-swapped-phases", new[] { 23.0, 21, 25 })]
    public void A_meter_says_what_is_not_so(string kind, double[] shownA)
    {
        var meter = Meters(Strike(kind));
        meter(Before).ShouldBe(new PhaseCurrents(20, 22, 24));
        meter(During).ShouldBe(new PhaseCurrents(shownA[0], shownA[1], shownA[2]));
        meter(After).ShouldBe(new PhaseCurrents(21, 23, 25));
    }

    [Fact]
    public void A_lost_meter_grows_old()
    {
        var seen = Strike("meter-lost").Seen;
        var start = seen.Keys.Min();
        seen[start + 240 + 5].Circuits[0].MeterA.TryGet(TimeSpan.FromSeconds(6), out var lastA).ShouldBeTrue();
        lastA.ShouldBe(new PhaseCurrents(20, 22, 24));
        seen[start + 240 + 5].Circuits[0].MeterA.TryGet(TimeSpan.FromSeconds(5), out _).ShouldBeFalse();
        seen[start + During].Circuits[0].MeterA.TryGet(TimeSpan.FromSeconds(10), out _).ShouldBeFalse();
        seen[start + After].Circuits[0].MeterA.TryGet(TimeSpan.Zero, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_lost_station_falls_back_and_says_nothing()
    {
        var rule = Strike("station-lost");
        Stations(rule)(During).Reachable.ShouldBeFalse();
        Stations(rule)(During).MeasuredA.IsMissing.ShouldBeTrue();
        // One minute of silence, five seconds of the car: then 6 A instead of 10.
        Meters(rule)(During).ShouldBe(new PhaseCurrents(17, 19, 21));
        Stations(rule)(After).ConfirmedA.ShouldBe(10);
    }

    [Fact]
    public void A_station_that_starts_anew_takes_its_maximum()
    {
        var rule = Strike("station-reboots");
        Stations(rule)(240 + 9).Reachable.ShouldBeFalse();
        Stations(rule)(During).ConfirmedA.ShouldBe(16);
        Meters(rule)(During).ShouldBe(new PhaseCurrents(27, 29, 31));
    }

    [Fact]
    public void A_dead_controller_decides_nothing_and_has_forgotten_all()
    {
        var rule = Strike("controller-killed");
        var start = rule.Seen.Keys.Min();
        rule.Seen.Keys.Count(second => second >= start + 240 && second < start + 480).ShouldBe(0);
        rule.Restarts.ShouldBe(1);
        rule.Seen[start + 480].Stations[0].ConfirmedA.ShouldBe(6);
        rule.Seen[start + 480].PowerReturned.ShouldBeFalse();
    }

    [Fact]
    public void After_a_power_cut_the_controller_is_told_once()
    {
        var (rule, figures, _) = SpyRule.Watch(Fault("power-cut"));
        rule.Restarts.ShouldBe(1);
        rule.Seen.Values.Count(input => input.PowerReturned).ShouldBe(1);
        // 240 s before the cut and 420 s after it, at 10 A on three phases, less the ramps.
        figures.DeliveredKwh.ShouldBe(10 * 3 * 230 * (240 + 420) / 3_600_000.0, 0.05);
    }

    [Fact]
    public void Wishes_stay_as_they_were_while_the_cloud_is_lost()
    {
        const string wishes = """ , "limits": [{ "circuit": "grid", "limitA": 20, "from": "18:01", "until": "18:05" }] """;
        double LimitA(SpyRule rule, int second) => rule.Seen[rule.Seen.Keys.Min() + second].Circuits[0].Limit.Lower(40);
        var rule = SpyRule.Watch(Fault("cloud-lost") + wishes).Rule;
        (LimitA(rule, 30), LimitA(rule, Before), LimitA(rule, During), LimitA(rule, After)).ShouldBe((40, 20, 20, 40));
        LimitA(SpyRule.Watch(wishes[2..]).Rule, During).ShouldBe(40);
    }

    [Fact]
    public void A_clock_that_jumps_changes_nothing() =>
        Text(SpyRule.Watch(Fault("clock-jump")).Figures).ShouldBe(Text(SpyRule.Watch("").Figures));

    [Fact]
    public void The_contact_of_the_ripple_control_comes_through_whatever_ails_the_cloud()
    {
        var rule = SpyRule.Watch(Fault("cloud-lost") +
            """, "gridOperator": { "ripple": { "contact": "normally-closed", "active": [{ "from": "18:05", "until": "18:06" }] } }""").Rule;
        var start = rule.Seen.Keys.Min();
        rule.Seen[start + Before].Ripple.ShouldBe(ContactReading.Closed);
        rule.Seen[start + During].Ripple.ShouldBe(ContactReading.Open);
    }

    [Fact]
    public void Faults_by_rate_come_from_the_seed()
    {
        var (_, _, site) = SpyRule.Watch(""" "faults": [{ "kind": "station-lost", "perYear": 100, "forSeconds": 60 }], "seed": 7""");
        site.Faults.Length.ShouldBeLessThan(3);
        var year = new Clemap.Simulator.Scenarios.Running.SimulatedSite(site.Scenario with { Days = 365 }, "year");
        year.Faults.Length.ShouldBeInRange(70, 130);
        year.Faults.ShouldAllBe(fault => fault.Until - fault.From == 60);
    }

    private static SpyRule Strike(string kind) => SpyRule.Watch(Fault(kind)).Rule;

    private static string Fault(string kind) => $$""" "faults": [{ "kind": "{{kind}}", "from": "18:04", "forSeconds": 240 }] """;

    private static Func<int, PhaseCurrents> Meters(SpyRule rule) => second =>
        rule.Seen[rule.Seen.Keys.Min() + second].Circuits[0].MeterA.TryGet(TimeSpan.Zero, out var currentA) ? currentA : throw new InvalidOperationException("No value.");

    private static Func<int, StationInput> Stations(SpyRule rule) => second => rule.Seen[rule.Seen.Keys.Min() + second].Stations[0];

    private static string Text(RunFigures figures) => JsonSerializer.Serialize(figures);
}
