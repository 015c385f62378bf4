using Clemap.LoadControl.Tests.Reference;

namespace Clemap.LoadControl.Tests.ReferenceTests;

/// <summary>That the trees are as varied as the figures drawn from them claim.</summary>
public class RandomTreesTests
{
    private const int Trees = 400;

    [Fact]
    public void Every_kind_of_site_is_drawn()
    {
        var plants = Enumerable.Range(1, Trees).Select(seed => RandomTrees.Create(seed, TreeShape.Any)).ToList();
        var stations = plants.SelectMany(plant => plant.Stations).ToList();

        plants.Max(Levels).ShouldBe(4);
        plants.Max(plant => plant.Stations.Length).ShouldBe(40);
        plants.Min(plant => plant.Stations.Length).ShouldBe(1);
        plants.ShouldContain(plant => plant.Circuits.Any(circuit => circuit.MeterIsSilent));
        plants.ShouldContain(plant => plant.Circuits.Any(circuit => circuit.Circuit.SumRatingA != null));
        stations.Select(station => station.Wiring.ToString()).Distinct().Count().ShouldBe(9);
        stations.Select(station => station.GridPhases(3)).Distinct().Count().ShouldBe(7);
        stations.ShouldContain(station => !station.Station.Rotation.IsKnown);
        stations.ShouldContain(station => station.Station.FallbackA > 0);
        stations.ShouldContain(station => station.Station.SwitchesPhases);
    }

    [Fact]
    public void The_seed_is_the_site() => Text(RandomTrees.Create(7, TreeShape.Any)).ShouldBe(Text(RandomTrees.Create(7, TreeShape.Any)));

    [Fact]
    public void Somebody_waits_in_most_scarce_trees()
    {
        var waiting = Enumerable.Range(1, Trees).Select(seed => RandomTrees.Create(seed, TreeShape.SmallAndScarce)).Count(plant =>
        {
            plant.Measure();
            return Filling.Fill(plant.Snapshot([], 0), [.. Enumerable.Range(0, plant.Stations.Length)]) is null;
        });

        waiting.ShouldBeGreaterThan(Trees * 3 / 4);
    }

    private static int Levels(Plant plant) => plant.Circuits.Max(circuit =>
    {
        var level = 1;
        for (var parent = circuit.Circuit.ParentId; parent is { } id; parent = plant.Topology.FindCircuit(id)!.ParentId)
            level++;
        return level;
    });

    private static string Text(Plant plant)
    {
        plant.Measure();
        return string.Join('\n', [.. plant.Circuits.Select(circuit => circuit.Circuit.ToString()), .. plant.Snapshot([], 0).Stations.Select(station => station.ToString())]);
    }
}
