using Clemap.LoadControl.Tests.Reference;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>Decisions beside a yardstick that shares no code with them: limits, numbers of running stations, shares, sameness.</summary>
internal static class Mathematics
{
    private const int FirstSeed = 1;
    private const int TreesAtATime = 1_000;
    private const int Threads = 2;

    public static IReadOnlyList<Figure> Measure(bool quick) =>
        [Feasible(quick ? 20_000 : 1_000_000), .. AgainstOptimum(quick ? 1_000 : 10_000), Same(quick ? 1_000 : 20_000)];

    private static Figure Feasible(int trees)
    {
        var violations = Enumerable.Range(0, trees / TreesAtATime).AsParallel().WithDegreeOfParallelism(Threads)
            .SelectMany(part => FeasibilityRun.Violations(FirstSeed + (part * TreesAtATime), TreesAtATime)).ToList();
        foreach (var (seed, violation) in violations.OrderBy(violation => violation.Seed).Take(10))
            Progress.Say($"tree {seed}: {violation}");
        return new($"feasible on {trees} random trees", Percent(1 - (violations.Count / (double)trees), decimals: 4), "%", 100, HigherIsBetter: true);
    }

    private static IEnumerable<Figure> AgainstOptimum(int steps)
    {
        var several = OptimumRun.Measure(FirstSeed, steps, TreeShape.SmallAndScarce);
        var one = OptimumRun.Measure(FirstSeed, steps, TreeShape.SmallAndScarceOneClass);
        return
        [
            AtLeast("most possible run, one class, share of scarce steps", one.CountsReachedShare),
            AtLeast("most possible run, class by class, share of scarce steps", several.FullClassByClassShare),
            Told("most possible run, all classes at once, share of scarce steps", several.CountsReachedShare),
            AtLeast("phase amperes of the optimum, mean of scarce steps", several.MeanOfOptimum),
            new("phase amperes of the optimum, lowest of scarce steps", Percent(several.LowestOfOptimum), "%", null),
            AtLeast("phase amperes of the optimum for those that run, mean of scarce steps", several.MeanOfSameSet),
            new("phase amperes of the optimum for those that run, lowest of scarce steps", Percent(several.LowestOfSameSet), "%", null),
        ];
    }

    private static Figure Same(int runs) =>
        new($"runs of {runs} that differ when repeated", DeterminismRun.Differences(FirstSeed, runs).Count, "", 0);

    private static Figure AtLeast(string name, double share) => new(name, Percent(share), "%", 99.5, HigherIsBetter: true);

    private static Figure Told(string name, double share) => new(name, Percent(share), "%", null, HigherIsBetter: true);

    private static double Percent(double share, int decimals = 2) => Math.Round(100 * share, decimals);
}
