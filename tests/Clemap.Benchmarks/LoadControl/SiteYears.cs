using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>
/// Years of a site with a roof, a heat pump and faults of every kind, each from another seed, two at a time: small sites, so that many of them fit into
/// some hours; and one year of a larger site alone, for the clock.
/// </summary>
internal static class SiteYears
{
    private const string Small = "year-5";
    private const string Large = "year-20";
    private const double DaysPerYear = 365;
    private const int SayEvery = 25;
    private const int AtATime = 2;

    /// <param name="years">A part of a year is a shorter run.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(SimulatorProgram simulator, double years)
    {
        var runs = (int)Math.Ceiling(years);
        var days = Math.Max(1, Math.Round(DaysPerYear * years / runs)).ToString(CultureInfo.InvariantCulture);
        var found = new JsonNode?[runs];
        var done = 0;
        await Parallel.ForAsync(0, runs, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (run, _) =>
        {
            found[run] = await simulator.AskAsync("simulate", Small, "--seed", $"{run + 1}", "--days", days, "--json");
            if (Interlocked.Increment(ref done) is var count && count % SayEvery == 0)
                Progress.Say($"{count} of {runs} site-years …");
        });
        var answers = found.OfType<JsonNode>().ToList();
        var measured = answers.Count == runs;
        return
        [
            new("trips in site-years with faults", measured ? answers.Sum(answer => answer["trips"]!.GetValue<int>()) : null, "", 0),
            new("site-years with faults", measured ? Math.Round(years, 3) : null, "years", 1_000, HigherIsBetter: true),
            new("time above a limit in site-years, longest", measured ? answers.Max(answer => answer["overloadWorstS"]!.GetValue<double>()) : null, "s", 30),
            await TimeAsync(simulator, Math.Min(years, 1)),
        ];
    }

    private static async Task<Figure> TimeAsync(SimulatorProgram simulator, double years)
    {
        var watch = Stopwatch.StartNew();
        var answer = await simulator.AskAsync("simulate", Large, "--days", Math.Round(DaysPerYear * years).ToString(CultureInfo.InvariantCulture), "--json");
        return new("a site-year of 20 stations at 1 s", answer is null ? null : Math.Round(watch.Elapsed.TotalSeconds / years, 1), "s", 30);
    }
}
