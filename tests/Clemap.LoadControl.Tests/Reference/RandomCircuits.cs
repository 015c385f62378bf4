using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Fuses of random trees: sized after what hangs below them, so that both scarcity and plenty are common, and no two phases are alike.</summary>
internal static class RandomCircuits
{
    private const double SmallestFuseA = 6;

    /// <param name="parents">By number; -1 for the grid connection.</param>
    public static List<PlantCircuit> Create(Random random, TreeShape shape, int[] parents, List<PlantStation> stations)
    {
        bool[] metered = [.. parents.Select(parent => parent < 0 || random.Next(2) == 0)];
        PhaseCurrents[] ownBaseA = [.. metered.Select(hasMeter => hasMeter ? BaseLoad(random, shape) : PhaseCurrents.Zero)];
        PhaseCurrents[] baseA = [.. ownBaseA];
        var demands = new Demand[parents.Length];
        foreach (var plant in stations)
            demands[NumberOf(plant.Station.CircuitId)] += Demand.Of(plant);
        for (var i = parents.Length - 1; i > 0; i--)
        {
            baseA[parents[i]] += baseA[i];
            demands[parents[i]] += demands[i];
        }

        // A vehicle whose phases nobody knows cannot be balanced.
        var unbalanceCounts = shape.Oddities && stations.TrueForAll(plant => plant.Station.Rotation.IsKnown && plant.VehicleIsKnown);
        return [.. parents.Select((parent, i) =>
        {
            var ratingA = Rating(random, baseA[i], demands[i], shape.Scarce && i == 0);
            return new PlantCircuit(new Circuit(RandomTrees.CircuitId(i), $"C{i}", parent < 0 ? null : RandomTrees.CircuitId(parent), ratingA)
            {
                HasMeter = metered[i],
                SumRatingA = random.Next(6) == 0 ? Math.Round(ratingA.SumA * (0.5 + (random.NextDouble() / 2))) : null,
                UnbalanceLimitA = unbalanceCounts && i == 0 && random.Next(3) == 0 ? 16 : null,
                WorstBaseLoadA = PhaseCurrents.Min(ratingA, PhaseCurrents.Max(PhaseCurrents.Zero, baseA[i])),
            })
            {
                OwnBaseA = ownBaseA[i],
                LimitA = shape.Oddities && random.Next(10) == 0 ? Math.Round(ratingA.LowestA * random.NextDouble()) : null,
            };
        })];
    }

    // One circuit in four feeds in. What it feeds past a circuit without a meter is only counted on by an exhaustive search.
    private static PhaseCurrents BaseLoad(Random random, TreeShape shape)
    {
        var mostA = shape.Oddities && random.Next(4) == 0 ? -6 : 12;
        return new PhaseCurrents(Draw(), Draw(), Draw());
        double Draw() => Math.Round(mostA * random.NextDouble(), 1);
    }

    private static int NumberOf(Guid circuitId) => BitConverter.ToInt32(circuitId.ToByteArray()) - 1;

    private static PhaseCurrents Rating(Random random, PhaseCurrents baseA, Demand demand, bool scarce)
    {
        var share = random.NextDouble();
        return new PhaseCurrents(Fuse(Phase.L1), Fuse(Phase.L2), Fuse(Phase.L3));

        double Fuse(Phase phase)
        {
            var (leastA, mostA) = (demand.LeastA[phase], demand.MostA[phase]);
            var forChargingA = scarce ? leastA * (0.25 + (0.7 * share)) : (0.5 * leastA) + ((mostA - (0.4 * leastA)) * share);
            var fuseA = baseA[phase] + (forChargingA * (0.8 + (0.4 * random.NextDouble())));
            return Math.Max(SmallestFuseA, Math.Round(fuseA, random.Next(2)));
        }
    }

    /// <summary>What stations take together at their smallest and at their largest.</summary>
    private readonly record struct Demand(PhaseCurrents LeastA, PhaseCurrents MostA)
    {
        public static Demand Of(PlantStation plant)
        {
            var terminals = plant.TerminalsInUse(3);
            return new Demand(
                plant.Wiring.ToGrid(PlantStation.AtTerminals(plant.Station.MinimumA, terminals)),
                plant.Wiring.ToGrid(PlantStation.AtTerminals(plant.Station.MaximumA, terminals)));
        }

        public static Demand operator +(Demand a, Demand b) => new(a.LeastA + b.LeastA, a.MostA + b.MostA);
    }
}
