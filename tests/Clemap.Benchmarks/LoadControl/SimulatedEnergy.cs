using System.Text.Json.Nodes;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>
/// Energy delivered by departure beside what perfect knowledge would have delivered, from plenty to scarcity; and what the rules of others deliver on the
/// same site.
/// </summary>
internal static class SimulatedEnergy
{
    private const double AsWritten = 1;
    private static readonly string[] Scenarios = ["energy-night", "energy-night-rotated", "energy-workplace", "energy-workplace-rotated"];
    private static readonly double[] RatingScales = [0.7, AsWritten, 1.4, 2];
    private static readonly string[] OtherRules = ["fcfs", "equal", "proportional", "slices", "static"];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(SimulatorProgram simulator)
    {
        var folder = Directory.CreateTempSubdirectory("clemap-bench-");
        try
        {
            var figures = new List<Figure>();
            foreach (var name in Scenarios)
            {
                foreach (var scale in RatingScales)
                    figures.Add(await ShareAsync(simulator, folder.FullName, name, scale, "clemap"));
                foreach (var rule in OtherRules)
                    figures.Add(await ShareAsync(simulator, folder.FullName, name, AsWritten, rule));
            }

            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Figure> ShareAsync(SimulatorProgram simulator, string folder, string name, double scale, string rule)
    {
        var scenario = JsonNode.Parse(await File.ReadAllTextAsync(SimulatorProgram.OwnScenario(name)))!;
        foreach (var circuit in scenario["circuits"]!.AsArray())
            circuit!["ratingA"] = Math.Round(circuit["ratingA"]!.GetValue<double>() * scale);
        var file = Path.Combine(folder, $"{name}.json");
        await File.WriteAllTextAsync(file, scenario.ToJsonString());
        var visits = (await simulator.AskAsync("simulate", file, "--rule", rule, "--visits", "--json"))?["visitList"]?.AsArray();
        double? target = rule == "clemap" ? 98 : null;
        if (visits is null)
            return new($"energy of the offline optimum, {name}, {rule}", null, "%", target, HigherIsBetter: true);
        var bestKWh = new EnergyScenario(scenario).BestKWh(visits);
        var bestShare = Math.Round(100 * bestKWh / visits.Sum(visit => visit!["askedKwh"]!.GetValue<double>()));
        return new(
            $"energy of the offline optimum, {name} where {bestShare} % of the wishes can be met, {rule}",
            Math.Round(100 * visits.Sum(DeliveredKWh) / bestKWh, 2), "%", target, HigherIsBetter: true);
    }

    private static double DeliveredKWh(JsonNode? visit) => Math.Min(visit!["deliveredKwh"]!.GetValue<double>(), visit["askedKwh"]!.GetValue<double>());
}
