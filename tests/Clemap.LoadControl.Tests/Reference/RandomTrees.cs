using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Sites drawn at random: up to four levels of circuits, all wirings, all kinds of stations, from scarce to ample. The seed is the site.</summary>
internal static class RandomTrees
{
    private const int Levels = 4;
    private const int MostCircuits = 8;

    public static Plant Create(int seed, TreeShape shape)
    {
        var random = new Random(seed);
        var parents = Parents(random);
        List<PlantStation> stations = [.. Enumerable.Range(0, random.Next(shape.FewestStations, shape.MostStations + 1))
            .Select(number => RandomStations.Create(random, shape, number, CircuitId(random.Next(parents.Length))))];
        var circuits = RandomCircuits.Create(random, shape, parents, stations);
        var plant = new Plant(Proven(random, circuits, stations, shape), circuits, stations) { TrembleA = 0 };
        if (shape.Oddities)
            RandomStations.StartSome(random, plant);
        return plant;
    }

    public static Guid CircuitId(int number) => new(number + 1, 0, 0, new byte[8]);

    public static Guid StationId(int number) => new(number + 1, 1, 0, new byte[8]);

    private static int[] Parents(Random random)
    {
        var parents = new int[random.Next(1, MostCircuits + 1)];
        var levels = new int[parents.Length];
        parents[0] = -1;
        for (var circuit = 1; circuit < parents.Length; circuit++)
        {
            do
            {
                parents[circuit] = random.Next(circuit);
            }
            while (levels[parents[circuit]] >= Levels - 1);
            levels[circuit] = levels[parents[circuit]] + 1;
        }

        return parents;
    }

    /// <summary>Where fallbacks and worst base loads do not fit the fuses, the stations fall back to nothing and all meters work.</summary>
    private static SiteTopology Proven(Random random, List<PlantCircuit> circuits, List<PlantStation> stations, TreeShape shape)
    {
        if (Build(circuits, stations) is { } asDrawn)
        {
            foreach (var circuit in circuits.Where(_ => shape.Oddities && random.Next(40) == 0))
                circuit.MeterIsSilent = true;
            if (circuits.Any(circuit => circuit.MeterIsSilent))
                circuits.ForEach(circuit => circuit.LimitA = null);
            return asDrawn;
        }

        stations.ForEach(plant => plant.Station = plant.Station with { FallbackA = 0 });
        circuits.ForEach(plant => plant.Circuit = plant.Circuit with { WorstBaseLoadA = PhaseCurrents.Zero });
        return Build(circuits, stations) ?? throw new InvalidOperationException("A random tree is not sound.");
    }

    private static SiteTopology? Build(List<PlantCircuit> circuits, List<PlantStation> stations) =>
        SiteTopology.Create(circuits.Select(plant => plant.Circuit), stations.Select(plant => plant.Station)).Topology;
}
