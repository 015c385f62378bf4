using System.Text.Json.Nodes;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>The situations of public projects and users' reports, put to the published program.</summary>
internal static class PublishedCases
{
    private const double ToleranceA = 0.01;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string programs)
    {
        var simulator = new SimulatorProgram(programs);
        var (exact, met, improvable, asGood) = (0, 0, 0, 0);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json").Order())
        {
            var answers = await simulator.AskAsync("allocate", file);
            foreach (var situation in Allocations(file))
            {
                var stationsA = answers?.AsArray().SingleOrDefault(answer => (string?)answer!["id"] == (string)situation["id"]!)?["stationsA"]?.AsObject();
                switch ((string?)situation["portability"])
                {
                    case "exact":
                        exact++;
                        met += stationsA is not null && Matches(situation, stationsA) ? 1 : 0;
                        break;
                    case "improvable":
                        improvable++;
                        asGood += stationsA is not null && PhaseAmperes(situation, stationsA) >= Peer(situation) - ToleranceA ? 1 : 0;
                        break;
                }
            }
        }

        List<Figure> figures = [new($"exact cases met, of {exact}", met, "", exact, HigherIsBetter: true)];
        if (improvable > 0)
            figures.Add(new($"improvable cases at least as good, of {improvable}", asGood, "", improvable, HigherIsBetter: true));
        return figures;
    }

    private static IEnumerable<JsonNode> Allocations(string file) => JsonNode.Parse(File.ReadAllText(file))!["cases"]!.AsArray()
        .Where(situation => (string?)situation!["kind"] == "allocation").Select(situation => situation!);

    private static bool Matches(JsonNode situation, JsonObject stationsA) => situation["expected"]!["stationsA"]!.AsObject()
        .All(expected => stationsA[expected.Key] is { } answerA && Math.Abs(answerA.GetValue<double>() - expected.Value!.GetValue<double>()) <= ToleranceA);

    private static double Peer(JsonNode situation) => situation["reference"]!["peerPhaseAmpSum"]!.GetValue<double>();

    private static double PhaseAmperes(JsonNode situation, JsonObject stationsA) => situation["stations"]!.AsArray()
        .Sum(station => stationsA[(string)station!["id"]!]!.GetValue<double>() * station["phases"]!.AsArray().Count);
}
