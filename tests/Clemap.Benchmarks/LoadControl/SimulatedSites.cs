using System.Text.Json.Nodes;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>Figures of whole sites over hours and days of virtual time, from the published simulator.</summary>
internal static class SimulatedSites
{
    // Half of the cars wait for the other half: one round of 15 min.
    private const double RoundsOfHalfMinima = 1;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Measurement measurement)
    {
        var simulator = new SimulatorProgram(measurement.Programs);
        var years = await SiteYears.MeasureAsync(simulator, measurement.SiteYears);
        var cooking = await simulator.AskAsync("simulate", "cooking-peak", "--days", "1", "--json");
        var forty = await simulator.AskAsync("simulate", "forty-cars", "--json");
        var locked = await simulator.AskAsync("simulate", "dso-lock", "--json");
        var capacity = await simulator.AskAsync("simulate", SimulatorProgram.OwnScenario("half-capacity"), "--json");
        var minima = await simulator.AskAsync("simulate", SimulatorProgram.OwnScenario("half-minima"), "--json");
        var night = await simulator.AskAsync("simulate", SimulatorProgram.OwnScenario("energy-night"), "--json");
        return
        [
            .. years,
            Of("time above a limit after cookers go on, 99th percentile", cooking, "overloadP99S", "s", 10),
            Of("time above a limit after cookers go on, worst", cooking, "overloadWorstS", "s", 30),
            Of("time above a limit with forty arrivals, worst", forty, "overloadWorstS", "s", 30),
            Of("grid operator's order to charging keeping to it, cars of 5 s included", locked, "gridOperatorReactionS", "s", null),
            Of("Jain's index, 8 h at half of what cars can take", capacity, "jain", "", 0.95, higherIsBetter: true),
            Of("Jain's index, 8 h at half of what their minima take", minima, "jain", "", 0.95, higherIsBetter: true),
            Of("longest wait, 8 h at half of what their minima take", minima, "longestWaitTurns", "× 15 min", RoundsOfHalfMinima),
            Of("on/off switches, most of an hour and station, half of the minima", minima, "switchesPerHourMax", "", 4),
            Of("on/off switches, most of an hour and station, scarce night", night, "switchesPerHourMax", "", 4),
            Of("shortest pause, half of the minima", minima, "shortestPauseS", "s", 210, higherIsBetter: true),
            Of("shortest pause, scarce night", night, "shortestPauseS", "s", 210, higherIsBetter: true),
        ];
    }

    private static Figure Of(string name, JsonNode? answer, string field, string unit, double? target, bool higherIsBetter = false) =>
        new(name, answer?[field] is { } value ? Math.Round(value.GetValue<double>(), 4) : null, unit, target, HigherIsBetter: higherIsBetter);
}
