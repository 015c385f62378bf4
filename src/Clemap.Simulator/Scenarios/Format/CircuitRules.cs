namespace Clemap.Simulator.Scenarios.Format;

internal static class CircuitRules
{
    public static IEnumerable<string> Errors(ScenarioCircuit circuit, Dictionary<string, string?> parents)
    {
        if (FeedsItself(circuit, parents)) yield return "parent: a circuit cannot feed itself, not through others either.";
        if (circuit.Parent is { } parent && !parents.ContainsKey(parent)) yield return $"parent: there is no circuit {parent}.";
        if (circuit.RatingA is not (> 0 and < 100_000)) yield return "ratingA: it must be above 0.";
        if (circuit.SumRatingA <= 0) yield return "sumRatingA: it must be above 0.";
        if (circuit.AmbientC is not (>= -40 and <= 80)) yield return "ambientC: it must lie between -40 and 80.";
        if (circuit.GroupingFactor is not (> 0 and <= 1)) yield return "groupingFactor: it must lie above 0 and up to 1.";
        if (circuit.StaticBaseLoadA < 0) yield return "staticBaseLoadA: it must not be negative.";
        if (circuit.WorstBaseLoadA < 0) yield return "worstBaseLoadA: it must not be negative.";
        if (circuit.UnbalanceLimitA <= 0) yield return "unbalanceLimitA: it must be above 0.";
        foreach (var error in ScenarioRules.Each(circuit.Loads, "loads", OfLoad)) yield return error;
    }

    private static bool FeedsItself(ScenarioCircuit circuit, Dictionary<string, string?> parents)
    {
        var above = circuit.Parent;
        for (var step = 0; above is not null && step < parents.Count; step++)
        {
            if (above == circuit.Name) return true;
            above = parents.GetValueOrDefault(above);
        }

        return false;
    }

    private static IEnumerable<string> OfLoad(ScenarioLoad load) => load switch
    {
        ConstantSpec constant when constant.CurrentA.Count != 3 => ["currentA: three numbers are expected."],
        StepsSpec { Steps.Count: 0 } => ["steps: at least one is needed."],
        StepsSpec steps when steps.Steps.Any(step => step.CurrentA.Count != 3) => ["steps: each needs three numbers as currentA."],
        StepsSpec steps when steps.Steps.Zip(steps.Steps.Skip(1)).Any(pair => pair.First.At >= pair.Second.At) => ["steps: they must stand in order of time."],
        HouseholdSpec household when household.PhaseShares.Count != 3 || Math.Abs(household.PhaseShares.Sum() - 1) > 0.01 =>
            ["phaseShares: three numbers that add up to 1 are expected."],
        HouseholdSpec household when household.Scale < 0 => ["scale: it must not be negative."],
        HouseholdSpec household when household.Cookers < 0 || household.Kettles < 0 || household.Washers < 0 => ["cookers: numbers of appliances must not be negative."],
        AppliancesSpec { Phase: < 1 or > 3 } => ["phase: it must be 1, 2 or 3."],
        AppliancesSpec { Count: < 1 or > 1000 } => ["count: it must lie between 1 and 1000."],
        AppliancesSpec appliances when appliances.Hour is < 0 or >= 24 => ["hour: it must lie between 0 and 24."],
        HeatPumpSpec { CycleMinutes: < 1 } => ["cycleMinutes: it must be at least 1."],
        SolarSpec solar when solar.Phases is not (1 or 3) => ["phases: it must be 1 or 3."],
        SolarSpec { PeakKw: < 0 } => ["peakKw: it must not be negative."],
        _ => [],
    };
}
