namespace Clemap.LoadControl.Allocation;

/// <summary>Stations that only know whole steps are rounded down; what that leaves is handed back step by step.</summary>
internal static class Steps
{
    /// <summary>The next current a station can be set to at or below this one: 0, or between its bounds.</summary>
    public static double RoundDown(Contender contender, double currentA)
    {
        if (contender.Station.Switched || contender.Station.StepA is not { } stepA)
            return currentA;
        // 11.7 A is 117 steps of 0.1 A although 11.7 / 0.1 is a little less.
        var wholeA = Math.Round(Math.Floor(currentA / stepA + 1e-6) * stepA, 6);
        return Math.Max(wholeA, Math.Min(currentA, contender.LowestA));
    }

    /// <param name="inOrder">Admitted, highest class first; within a class the order in which steps are handed back among equals.</param>
    public static void Apply(IReadOnlyList<Contender> inOrder, Rows rows, double[] currentA)
    {
        Contender[] stepped = [.. inOrder.Where(contender => contender.Station is { StepA: not null, Switched: false })];
        if (stepped.Length == 0)
            return;
        foreach (var contender in stepped)
        {
            var wholeA = RoundDown(contender, currentA[contender.Index]);
            rows.Give(contender.Index, currentA[contender.Index] - wholeA);
            currentA[contender.Index] = wholeA;
        }

        foreach (var group in stepped.GroupBy(contender => contender.Rank))
        {
            while (group.OrderBy(contender => currentA[contender.Index]).FirstOrDefault(CanStep) is { } next)
            {
                var stepA = StepOf(next);
                rows.Take(next.Index, stepA);
                currentA[next.Index] = Math.Round(currentA[next.Index] + stepA, 6);
            }
        }

        bool CanStep(Contender contender) =>
            currentA[contender.Index] + StepOf(contender) <= contender.HighestA + Rows.ToleranceA && rows.Fits(contender.Index, StepOf(contender));

        // A minimum that lies between two steps is left by a smaller first step.
        double StepOf(Contender contender)
        {
            var stepA = contender.Station.StepA!.Value;
            var nextA = Math.Round((Math.Floor(currentA[contender.Index] / stepA + 1e-6) + 1) * stepA, 6);
            return nextA - currentA[contender.Index];
        }
    }
}
