using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;
using Clemap.LoadControl.Topology;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>The sites whose speed is measured: a connection with equal branches on each level below, and stations at the ends.</summary>
internal static class SpeedSites
{
    private const double MaximumA = 16;
    private const double ConcurrentShare = 0.7;
    private static readonly string[] Rotations = ["123", "231", "312"];

    /// <param name="ample">Everybody can have all; otherwise a quarter of that, so that most share and some wait.</param>
    public static Plant Create(SpeedSize size, bool ample)
    {
        int[] branches = size switch
        {
            SpeedSize.OneStation => [],
            SpeedSize.HundredOnThreeLevels => [4, 5],
            SpeedSize.ThousandOnFourLevels => [4, 5, 5],
            _ => throw new ArgumentOutOfRangeException(nameof(size)),
        };
        var stationsPerEnd = size switch { SpeedSize.OneStation => 1, SpeedSize.HundredOnThreeLevels => 5, _ => 10 };
        var circuits = new List<PlantCircuit>();
        var ends = Branch(circuits, null, branches, stationsPerEnd, ample);
        List<PlantStation> stations = [.. ends.SelectMany(end => Enumerable.Range(0, stationsPerEnd).Select(_ => end)).Select(Station)];
        var topology = SiteTopology.Create(circuits.Select(plant => plant.Circuit), stations.Select(plant => plant.Station)).Topology
            ?? throw new InvalidOperationException("The site to measure is not sound.");
        return new Plant(topology, circuits, stations);
    }

    private static List<Guid> Branch(List<PlantCircuit> circuits, Guid? parent, ReadOnlySpan<int> branches, int stationsPerEnd, bool ample)
    {
        var stationsBelow = stationsPerEnd;
        foreach (var count in branches)
            stationsBelow *= count;
        var baseA = 5.0 + (parent is null ? 0.1 * stationsBelow : 0);
        var ratingA = Math.Ceiling((2 * baseA * (1 + branches.Length)) + (stationsBelow * MaximumA * (ample ? 1.1 : ConcurrentShare / 2)));
        var id = RandomTrees.CircuitId(circuits.Count);
        circuits.Add(new PlantCircuit(new Circuit(id, $"C{circuits.Count}", parent, PhaseCurrents.Balanced(ratingA)) { HasMeter = branches.Length > 0 })
        {
            OwnBaseA = PhaseCurrents.Balanced(baseA),
        });
        if (branches.IsEmpty)
            return [id];
        var ends = new List<Guid>();
        for (var branch = 0; branch < branches[0]; branch++)
            ends.AddRange(Branch(circuits, id, branches[1..], stationsPerEnd, ample));
        return ends;
    }

    private static PlantStation Station(Guid circuitId, int number)
    {
        var rotation = PhaseRotation.Parse(Rotations[number % Rotations.Length]);
        var station = new Station(RandomTrees.StationId(number), $"S{number}", circuitId, rotation, 6, MaximumA, FallbackA: 0)
        {
            StepA = (number % 4) switch { 0 => 1, 1 => 0.1, _ => null },
        };
        return new PlantStation(station)
        {
            Connected = number % 10 < 10 * ConcurrentShare,
            VehiclePhases = (number % 5) switch { 0 => 1, 1 => 2, _ => 3 },
            Priority = (number % 8) switch { 0 => PriorityClass.High, 1 => PriorityClass.Low, _ => PriorityClass.Normal },
            TakesAtMostA = number % 7 == 0 ? 11 : double.PositiveInfinity,
            ReactionCycles = number % 6,
        };
    }
}

public enum SpeedSize
{
    OneStation,
    HundredOnThreeLevels,
    ThousandOnFourLevels,
}
