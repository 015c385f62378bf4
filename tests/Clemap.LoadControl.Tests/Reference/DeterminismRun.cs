using System.Globalization;
using System.Text;
using Clemap.LoadControl.Allocation;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>The same site twice, the second time with its state cloned before each cycle: every order must be the same to the last bit.</summary>
internal static class DeterminismRun
{
    private const int Cycles = 8;

    /// <returns>The seeds whose two runs differ.</returns>
    public static List<int> Differences(int firstSeed, int runs) =>
        [.. Enumerable.Range(firstSeed, runs).Where(seed => !string.Equals(Orders(seed, clone: false), Orders(seed, clone: true), StringComparison.Ordinal))];

    private static string Orders(int seed, bool clone)
    {
        var plant = RandomTrees.Create(seed, TreeShape.Any);
        plant.TrembleA = 0.2;
        var allocator = new Allocator(plant.Topology);
        var state = new AllocatorState(plant.Topology);
        var text = new StringBuilder();
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            plant.Measure();
            if (clone)
                (state, allocator) = (state.Clone(), new Allocator(plant.Topology));
            var decision = allocator.Decide(plant.Input, state, Settling.Start.AddSeconds(cycle));
            foreach (var order in decision.SetPoints)
            {
                text.Append(CultureInfo.InvariantCulture, $"{order.StationId} {order.CurrentA:R} {order.TargetA:R} {order.Phases} ")
                    .Append(CultureInfo.InvariantCulture, $"{order.Change} {order.ExpiresAt:O} {string.Join(' ', order.Reasons)}\n");
            }

            plant.Follow(decision.SetPoints);
        }

        return text.ToString();
    }
}
