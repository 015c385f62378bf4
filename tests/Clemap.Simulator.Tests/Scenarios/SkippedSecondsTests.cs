using System.Text.Json;
using Clemap.Simulator.Scenarios;
using Clemap.Simulator.Scenarios.Figures;
using Clemap.Simulator.Scenarios.Running;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Tests.Scenarios;

/// <summary>Leaving out the seconds in which nothing happens must change no figure, to the last bit.</summary>
public sealed class SkippedSecondsTests
{
    [Theory]
    [InlineData("cooking-peak", "clemap", 0.4)]
    [InlineData("mixed-cars", "clemap", 0.6)]
    [InlineData("pv-clouds", "clemap", 0.5)]
    [InlineData("dso-lock", "clemap", 0.5)]
    [InlineData("power-cut", "clemap", 0.4)]
    [InlineData("controller-killed", "clemap", 0.4)]
    [InlineData("station-lost", "clemap", 0.4)]
    [InlineData("meter-frozen", "clemap", 0.4)]
    [InlineData("v2g", "clemap", 0.4)]
    [InlineData("peak-cap", "clemap", 0.4)]
    [InlineData("switched-groups", "clemap", 0.4)]
    [InlineData("clock-jump", "clemap", 0.5)]
    [InlineData("year-20", "clemap", 1.5)]
    [InlineData("mixed-cars", "fcfs", 0.6)]
    [InlineData("nested-boards", "proportional", 0.6)]
    [InlineData("forty-cars", "equal", 0.4)]
    [InlineData("meter-lost", "slices", 0.4)]
    [InlineData("office-day", "static", 0.6)]
    public void Leaving_seconds_out_changes_nothing(string scenario, string rule, double days)
    {
        var quick = Run(scenario, rule, days, everySecond: false);
        var slow = Run(scenario, rule, days, everySecond: true);
        Text(quick).ShouldBe(Text(slow));
        quick.DecisionCycles.ShouldBeLessThanOrEqualTo(slow.DecisionCycles);
        quick.DeliveredKwh.ShouldNotBe(0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_one_another()
    {
        var first = Text(Run("night-garage", "slices", 0.6, everySecond: false));
        Text(Run("night-garage", "slices", 0.6, everySecond: false)).ShouldBe(first);
        Text(Run("night-garage", "slices", 0.6, everySecond: false, seed: 2)).ShouldNotBe(first);
    }

    private static RunFigures Run(string name, string rule, double days, bool everySecond, ulong seed = 1)
    {
        var site = new SimulatedSite(ScenarioLibrary.Find(name) with { Days = days, Seed = seed }, name);
        return new Simulation(site, SharingRules.Create(rule, site.Topology, site.Options), everySecond).Run();
    }

    private static string Text(RunFigures figures) => JsonSerializer.Serialize(figures with { DecisionCycles = 0 });
}
