using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>
/// Every 10 s: first the minima in a fixed order, per phase and rotation, then to each a part of what is left in proportion to what it misses, as the
/// circuit that limits it has it. Up by at most 5 A in one cycle.
/// </summary>
internal sealed class ProportionalRule(Room room) : PeriodicRule(room, PeriodSeconds)
{
    private const int PeriodSeconds = 10;
    private const double StepUpA = 5;

    private readonly double[] _missingA = new double[room.Tree.Circuits.Length * 3];

    protected override void Share(CycleInput input, Span<double> shareA)
    {
        for (var station = 0; station < shareA.Length; station++)
        {
            var minimumA = Tree.Stations[station].MinimumA;
            if (!Sharing.Room.Serves(input, station) || !Fits(input, station, minimumA)) continue;
            shareA[station] = minimumA;
            Each(input, station, (circuit, phase) => Room.Take(circuit, phase, minimumA));
        }

        Array.Clear(_missingA);
        for (var station = 0; station < shareA.Length; station++)
        {
            var missingA = Tree.Stations[station].MaximumA - shareA[station];
            if (shareA[station] > 0) Each(input, station, (circuit, phase) => _missingA[(circuit * 3) + phase] += missingA);
        }

        for (var station = 0; station < shareA.Length; station++)
        {
            if (shareA[station] <= 0) continue;
            var part = 1.0;
            Each(input, station, (circuit, phase) => part = Math.Min(part, Room.OfA(circuit, phase) / Math.Max(1e-9, _missingA[(circuit * 3) + phase])));
            var fullA = shareA[station] + (part * (Tree.Stations[station].MaximumA - shareA[station]));
            shareA[station] = Math.Min(fullA, Math.Max(OrderA[station], Tree.Stations[station].MinimumA) + StepUpA);
        }
    }

    private bool Fits(CycleInput input, int station, double currentA)
    {
        var fits = true;
        Each(input, station, (circuit, phase) => fits &= currentA <= Room.OfA(circuit, phase) + 1e-9);
        return fits;
    }

    private void Each(CycleInput input, int station, Action<int, int> visit)
    {
        var phases = Loads(input.Stations[station], Tree.Stations[station].Rotation);
        foreach (var circuit in Tree.Paths[station])
        {
            for (var phase = 0; phase < 3; phase++)
            {
                if (phases.Includes((Phase)phase)) visit(circuit, phase);
            }
        }
    }

    /// <summary>The phases a vehicle is seen to use, or all of the station while it takes nothing.</summary>
    private static PhaseSet Loads(in StationInput station, PhaseRotation rotation)
    {
        if (!station.MeasuredA.TryGet(TimeSpan.FromSeconds(10), out var measuredA) || measuredA.HighestA < 1) return rotation.GridPhases;
        return (measuredA.L1A >= 1 ? PhaseSet.L1 : 0) | (measuredA.L2A >= 1 ? PhaseSet.L2 : 0) | (measuredA.L3A >= 1 ? PhaseSet.L3 : 0);
    }
}
