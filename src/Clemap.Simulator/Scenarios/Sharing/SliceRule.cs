using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>
/// Every second: first the minima in a fixed order, then slices of 0.5 A in turn as long as they fit, at most 100 rounds. Phases are not told apart: a
/// station counts on the worst one.
/// </summary>
internal sealed class SliceRule(Room room) : PeriodicRule(room, periodSeconds: 1)
{
    private const double SliceA = 0.5;
    private const int Rounds = 100;

    private readonly double[] _leftA = new double[room.Tree.Circuits.Length];

    protected override void Share(CycleInput input, Span<double> shareA)
    {
        for (var circuit = 0; circuit < _leftA.Length; circuit++) _leftA[circuit] = Room.WorstA(circuit);
        for (var station = 0; station < shareA.Length; station++)
        {
            if (Sharing.Room.Serves(input, station)) shareA[station] = Trade(station, Tree.Stations[station].MinimumA);
        }

        var traded = true;
        for (var round = 0; round < Rounds && traded; round++)
        {
            traded = false;
            for (var station = 0; station < shareA.Length; station++)
            {
                var wishA = shareA[station] > 0 ? Math.Min(SliceA, Tree.Stations[station].MaximumA - shareA[station]) : 0;
                if (wishA <= 0 || Trade(station, wishA) is not (> 0 and var sliceA)) continue;
                shareA[station] += sliceA;
                traded = true;
            }
        }
    }

    /// <returns>The wish, or nothing.</returns>
    private double Trade(int station, double wishA)
    {
        foreach (var circuit in Tree.Paths[station])
        {
            if (_leftA[circuit] < wishA) return 0;
        }

        foreach (var circuit in Tree.Paths[station]) _leftA[circuit] -= wishA;
        return wishA;
    }
}
