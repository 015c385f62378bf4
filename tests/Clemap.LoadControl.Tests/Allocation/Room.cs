using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Adds up orders on a tree by plain means, independent of the allocator's own accounts.</summary>
internal static class Room
{
    public static readonly Phase[] Phases = [Phase.L1, Phase.L2, Phase.L3];

    public static IEnumerable<Phase> Of(Station station) => Phases.Where(phase => station.Rotation.GridPhases.Includes(phase));

    /// <summary>What is left on a circuit and phase when stations get these currents; negative is too much.</summary>
    public static double Left(SimulatedSite site, Circuit circuit, Phase phase, Func<Station, double> currentA)
    {
        var limitA = site.LimitsA.TryGetValue(circuit.Id, out var wishA) ? Math.Min(circuit.RatingA[phase], wishA) : circuit.RatingA[phase];
        var chargingA = Under(site, circuit).Where(station => station.Rotation.GridPhases.Includes(phase)).Sum(currentA);
        return limitA * (1 - site.Options.MarginShare) - site.BaseLoadA.GetValueOrDefault(circuit.Id)[phase] - chargingA;
    }

    public static IEnumerable<Station> Under(SimulatedSite site, Circuit circuit) =>
        site.Topology.Stations.Where(station => Above(site, station).Contains(circuit));

    public static IEnumerable<Circuit> Above(SimulatedSite site, Station station)
    {
        for (var node = site.Topology.FindCircuit(station.CircuitId); node is not null;
            node = node.ParentId is { } parent ? site.Topology.FindCircuit(parent) : null)
        {
            yield return node;
        }
    }

    public static double LowestA(Station station) => station.Switched ? station.MaximumA : station.MinimumA;
}
