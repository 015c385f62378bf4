using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using CsCheck;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Trees of up to five circuits and nine stations with all the oddities a real garage has.</summary>
internal static class RandomSites
{
    private static readonly string[] Rotations = ["123", "231", "312", "132", "213", "321", "1", "2", "3"];

    private static readonly Gen<(int Parent, int L1, int L2, int L3, int Base, bool Metered)> CircuitGen =
        Gen.Select(Gen.Int[0, 4], Gen.Int[10, 80], Gen.Int[10, 80], Gen.Int[10, 80], Gen.Int[0, 8], Gen.Bool);

    private static readonly Gen<StationSeed> StationGen = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[0, 10], Gen.Int[0, 26], Gen.Int[0, 5], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 3]))
        .Select((circuit, rotation, minimum, range, kind, car) => new StationSeed(circuit, rotation, minimum, range, kind, car.Item1, car.Item2, car.Item3));

    /// <param name="continuous">No steps and no switched stations.</param>
    public static Gen<SimulatedSite> Any(bool continuous = false) =>
        Gen.Select(CircuitGen.Array[1, 5], StationGen.Array[1, 9]).Select((circuits, stations) => Build(circuits, stations, continuous));

    private static SimulatedSite Build((int Parent, int L1, int L2, int L3, int Base, bool Metered)[] circuits, StationSeed[] stations, bool continuous)
    {
        var nodes = circuits.Select((seed, index) => new Circuit(
            Sites.Id(index), $"C{index}", index == 0 ? null : Sites.Id(seed.Parent % index), new PhaseCurrents(seed.L1, seed.L2, seed.L3))
        {
            HasMeter = seed.Metered,
        }).ToList();
        var leaves = stations.Select((seed, index) => ToStation(seed, index, circuits.Length, continuous)).ToList();
        var site = new SimulatedSite(Sites.Build(nodes, leaves), new AllocatorOptions { MarginShare = 0.03 });

        AddBaseLoads(site, circuits);
        for (var index = 0; index < stations.Length; index++)
        {
            var car = site.Cars[Sites.StationId(index)];
            car.Priority = (PriorityClass)(stations[index].Priority - 1);
            car.Connected = stations[index].Behaviour != 0;
            car.LimitA = stations[index].Behaviour == 1 ? stations[index].Range : null;
            car.ReactionCycles = stations[index].Reaction;
        }

        return site;
    }

    private static Station ToStation(StationSeed seed, int index, int circuits, bool continuous)
    {
        double minimumA = seed.Minimum;
        return new Station(
            Sites.StationId(index), $"S{index}", Sites.Id(seed.Circuit % circuits), PhaseRotation.Parse(Rotations[seed.Rotation]),
            minimumA, Math.Max(1, minimumA + seed.Range), FallbackA: 0)
        {
            StepA = continuous ? null : seed.Kind switch { 0 => 1, 1 => 0.1, _ => null },
            Switched = !continuous && seed.Kind == 2,
        };
    }

    // A base load exists only where a meter sees it, and is part of every meter above.
    private static void AddBaseLoads(SimulatedSite site, (int Parent, int L1, int L2, int L3, int Base, bool Metered)[] circuits)
    {
        for (var index = circuits.Length - 1; index >= 0; index--)
        {
            var id = Sites.Id(index);
            var ownA = circuits[index].Metered || index == 0 ? PhaseCurrents.Balanced(circuits[index].Base) : PhaseCurrents.Zero;
            site.BaseLoadA[id] = site.BaseLoadA.GetValueOrDefault(id) + ownA;
            if (index > 0)
            {
                var parent = Sites.Id(circuits[index].Parent % index);
                site.BaseLoadA[parent] = site.BaseLoadA.GetValueOrDefault(parent) + site.BaseLoadA[id];
            }
        }
    }

    private sealed record StationSeed(int Circuit, int Rotation, int Minimum, int Range, int Kind, int Priority, int Behaviour, int Reaction);
}
