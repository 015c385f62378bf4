using System.Globalization;
using System.Text.Json;
using Clemap.Simulator.Scenarios;
using Clemap.Simulator.Scenarios.Figures;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Recording;
using Clemap.Simulator.Scenarios.Running;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Cli;

/// <summary><c>simulate SCENARIO</c>: a site in virtual time under a rule of sharing, and the figures of the run.</summary>
internal static class SimulateCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static int Run(string scenario, IReadOnlyList<string> words, TimeProvider time)
    {
        // Switches stand alone; Arguments reads pairs.
        string[] switches = ["--json", "--visits", "--every-second"];
        var arguments = new Arguments([.. words.Where(word => !switches.Contains(word))], "--rule", "--days", "--seed", "--record");
        if (scenario == "list") return List();
        if (scenario == "schema") return Schema();
        var figures = Simulate(scenario, arguments, words.Contains("--every-second"), time);
        if (!words.Contains("--visits")) figures = figures with { VisitList = null };
        Console.WriteLine(JsonSerializer.Serialize(figures, words.Contains("--json") ? JsonSerializerOptions.Web : Indented));
        return 0;
    }

    private static RunFigures Simulate(string name, Arguments arguments, bool everySecond, TimeProvider time)
    {
        var scenario = ScenarioLibrary.Find(name);
        if (arguments.Optional("--days") is { } days)
            scenario = scenario with { Days = Number(days) is > 0 and <= 3660 and var count ? count : throw new UserErrorException($"--days '{days}' is no number above 0 and up to 3660.") };
        if (arguments.Optional("--seed") is { } seed)
            scenario = scenario with { Seed = ulong.TryParse(seed, CultureInfo.InvariantCulture, out var number) ? number : throw new UserErrorException($"--seed '{seed}' is no whole number.") };
        var rule = arguments.Optional("--rule") ?? SharingRules.Own;
        var site = new SimulatedSite(scenario, name);
        var started = time.GetTimestamp();
        var figures = Run(site, SharingRules.Create(rule, site.Topology, site.Options), arguments.Optional("--record"), everySecond);
        return figures with { Scenario = name, Rule = rule, WallS = Math.Round(time.GetElapsedTime(started).TotalSeconds, 3) };
    }

    private static RunFigures Run(SimulatedSite site, ISharingRule rule, string? record, bool everySecond)
    {
        if (record is null) return new Simulation(site, rule, everySecond).Run();
        try
        {
            using var output = Replay.Create(record);
            output.Write(JsonSerializer.Serialize(site.Scenario, ScenarioFile.Format));
            output.Write('\n');
            return new Simulation(site, new RecordingRule(rule, output), everySecond).Run();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The recording {record} cannot be written: {e.Message}", e);
        }
    }

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static int Schema()
    {
        Console.Write(ScenarioSchema.Text());
        return 0;
    }

    private static int List()
    {
        foreach (var name in ScenarioLibrary.Names) Console.WriteLine($"{name,-22} {ScenarioLibrary.Find(name).Description}");
        return 0;
    }
}
