namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Small scarce trees, each settled and laid beside the exhaustive optimum.</summary>
internal static class OptimumRun
{
    /// <param name="steps">How many trees in which somebody has to wait.</param>
    /// <param name="shape">One with few enough stations and no oddities.</param>
    public static OptimumFigures Measure(int firstSeed, int steps, TreeShape shape)
    {
        var found = new List<OptimumStep>();
        for (var seed = firstSeed; found.Count < steps; seed++)
        {
            var plant = RandomTrees.Create(seed, shape);
            plant.Measure();
            var site = plant.Snapshot([], Settling.Options.MarginShare);
            var optimum = ExhaustiveOptimum.Find(site);
            if (!optimum.AllRun && optimum.RunningByClass.Sum() > 0)
                found.Add(Step(seed, site, optimum, Settling.CurrentsA(plant)));
        }

        return new OptimumFigures(found);
    }

    private static OptimumStep Step(int seed, Snapshot site, Optimum optimum, double[] currentsA)
    {
        int[] running = [.. Enumerable.Range(0, currentsA.Length).Where(station => currentsA[station] > 0)];
        var sameSetA = Filling.Fill(site, running);
        return new OptimumStep(
            seed,
            CountComparer.Instance.Equals(ExhaustiveOptimum.Counts(site, currentsA), optimum.RunningByClass),
            ExhaustiveOptimum.IsFullClassByClass(site, currentsA),
            running.Length >= optimum.RunningByClass.Sum(),
            PhaseAmperes(site, currentsA) / PhaseAmperes(site, optimum.CurrentsA),
            sameSetA is null || running.Length == 0 ? 0 : PhaseAmperes(site, currentsA) / PhaseAmperes(site, sameSetA));
    }

    private static double PhaseAmperes(Snapshot site, IReadOnlyList<double> currentsA) =>
        Enumerable.Range(0, currentsA.Count).Sum(station => currentsA[station] * int.PopCount((int)site.Stations[station].Phases));
}

/// <param name="CountsReached">As many of each class run as is possible, the higher class counting first.</param>
/// <param name="FullClassByClass">As many of each class run as is possible beside those of the higher classes that run.</param>
/// <param name="CountReached">As many run altogether, or more.</param>
/// <param name="OfOptimum">Phase amperes over those of the optimum; above 1 where another set of as many takes more, though less fairly.</param>
/// <param name="OfSameSet">Phase amperes over those of the exact filling of the very stations that run.</param>
internal sealed record OptimumStep(int Seed, bool CountsReached, bool FullClassByClass, bool CountReached, double OfOptimum, double OfSameSet);

internal sealed record OptimumFigures(IReadOnlyList<OptimumStep> Steps)
{
    public double CountsReachedShare => Steps.Count(step => step.CountsReached) / (double)Steps.Count;
    public double FullClassByClassShare => Steps.Count(step => step.FullClassByClass) / (double)Steps.Count;
    public double CountReachedShare => Steps.Count(step => step.CountReached) / (double)Steps.Count;
    public double MeanOfOptimum => Steps.Average(step => step.OfOptimum);
    public double LowestOfOptimum => Steps.Min(step => step.OfOptimum);
    public double MeanOfSameSet => Steps.Average(step => step.OfSameSet);
    public double LowestOfSameSet => Steps.Min(step => step.OfSameSet);
}
