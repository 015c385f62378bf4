using Clemap.LoadControl.Allocation;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Random trees, a few cycles each, every order checked: from a running start, after following it, and after the site has changed.</summary>
internal static class FeasibilityRun
{
    // Longer than vehicles may take to follow, so that base loads are exactly known again when they change.
    private static readonly int[] CyclesAtSecond = [0, 1, 30, 31];
    private const int ChangedAtSecond = 30;

    private static readonly AllocatorOptions Options = new() { FrozenAfter = null };

    /// <returns>The seeds whose site saw an order that was not feasible, with the first violation of each.</returns>
    public static List<(int Seed, string Violation)> Violations(int firstSeed, int trees)
    {
        var found = new List<(int, string)>();
        for (var seed = firstSeed; seed < firstSeed + trees; seed++)
        {
            if (FirstViolation(seed) is { } violation)
                found.Add((seed, violation));
        }

        return found;
    }

    private static string? FirstViolation(int seed)
    {
        var plant = RandomTrees.Create(seed, TreeShape.Any);
        var allocator = new Allocator(plant.Topology, Options);
        var state = new AllocatorState(plant.Topology);
        var currentsA = new double[plant.Stations.Length];
        foreach (var second in CyclesAtSecond)
        {
            if (second == ChangedAtSecond)
                Change(new Random(seed), plant);
            plant.Measure();
            var decision = allocator.Decide(plant.Input, state, Settling.Start.AddSeconds(second));
            for (var i = 0; i < currentsA.Length; i++)
                currentsA[i] = decision.SetPoints[i].CurrentA;
            if (Feasibility.Violation(plant.Snapshot(decision.SetPoints, Options.MarginShare), currentsA) is { } violation)
                return $"at {second} s: {violation}";
            plant.Follow(decision.SetPoints);
        }

        return null;
    }

    private static void Change(Random random, Plant plant)
    {
        // Where a meter is silent the base load keeps what was commissioned as its worst, and a wish below that could not be held.
        foreach (var circuit in plant.Circuits.Where(_ => !plant.Circuits.Any(circuit => circuit.MeterIsSilent)))
        {
            if (random.Next(3) == 0)
                circuit.OwnBaseA += circuit.OwnBaseA;
            if (random.Next(8) == 0)
                circuit.LimitA = Math.Round(circuit.Circuit.RatingA.LowestA * random.NextDouble());
        }

        foreach (var station in plant.Stations)
        {
            if (random.Next(6) == 0)
                station.Connected = !station.Connected;
            if (random.Next(6) == 0)
                station.Priority = PriorityClass.High;
        }
    }
}
