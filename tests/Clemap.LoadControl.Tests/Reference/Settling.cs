using Clemap.LoadControl.Allocation;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>Turns the loop of allocator and plant until the orders stand still.</summary>
internal static class Settling
{
    // Longer than the time small increases are held back for.
    private const int StillCycles = 14;
    private const int MostCycles = 150;

    // Five minutes into a turn, so that none ends meanwhile.
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    /// <summary>No margin; and meters may stand still, for here nothing else changes.</summary>
    public static readonly AllocatorOptions Options = new() { MarginShare = 0, FrozenAfter = null };

    /// <returns>The current of each station once nothing changes any more.</returns>
    public static double[] CurrentsA(Plant plant)
    {
        var allocator = new Allocator(plant.Topology, Options);
        var state = new AllocatorState(plant.Topology);
        var currentsA = new double[plant.Stations.Length];
        for (int cycle = 0, still = 0; cycle < MostCycles && still < StillCycles; cycle++, still++)
        {
            plant.Measure();
            var setPoints = allocator.Decide(plant.Input, state, Start.AddSeconds(cycle)).SetPoints;
            for (var i = 0; i < currentsA.Length; i++)
            {
                if (setPoints[i].CurrentA != currentsA[i])
                    still = 0;
                currentsA[i] = setPoints[i].CurrentA;
            }

            plant.Follow(setPoints);
        }

        return currentsA;
    }
}
