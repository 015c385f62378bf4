using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>
/// The same for each, every 2 s: what the worst phase leaves is split evenly, and what some cannot take goes to the others. A station counts on all
/// phases. When the share is below the minimum all below that circuit stop. Down at once, up by a quarter of the difference.
/// </summary>
internal sealed class EqualRule(Room room) : PeriodicRule(room, PeriodSeconds)
{
    private const int PeriodSeconds = 2;
    private const double UpShare = 0.25;
    private const double CloseA = 0.5;

    private readonly bool[] _open = new bool[room.Tree.Stations.Length];
    private readonly double[] _leftA = new double[room.Tree.Circuits.Length];

    protected override void Share(CycleInput input, Span<double> shareA)
    {
        for (var circuit = 0; circuit < _leftA.Length; circuit++) _leftA[circuit] = Math.Max(0, Room.WorstA(circuit));
        for (var station = 0; station < _open.Length; station++) _open[station] = Sharing.Room.Serves(input, station);
        while (Array.Exists(_open, open => open)) Level(shareA);
        for (var circuit = 0; circuit < _leftA.Length; circuit++) StopAllBelowMinimum(input, circuit, shareA);
        for (var station = 0; station < shareA.Length; station++) shareA[station] = Approach(station, shareA[station]);
    }

    /// <summary>Raises all open stations until one of them is at its maximum or a circuit is full, and closes what cannot go on.</summary>
    private void Level(Span<double> shareA)
    {
        var raiseA = double.PositiveInfinity;
        for (var station = 0; station < _open.Length; station++)
        {
            if (_open[station]) raiseA = Math.Min(raiseA, Tree.Stations[station].MaximumA - shareA[station]);
        }

        for (var circuit = 0; circuit < _leftA.Length; circuit++)
        {
            if (OpenUnder(circuit) is > 0 and var open) raiseA = Math.Min(raiseA, _leftA[circuit] / open);
        }

        for (var circuit = 0; circuit < _leftA.Length; circuit++) _leftA[circuit] -= raiseA * OpenUnder(circuit);
        for (var station = 0; station < _open.Length; station++)
        {
            if (_open[station]) shareA[station] += raiseA;
        }

        for (var station = 0; station < _open.Length; station++)
        {
            _open[station] &= shareA[station] < Tree.Stations[station].MaximumA - 1e-9 && !Array.Exists(Tree.Paths[station], circuit => _leftA[circuit] <= 1e-9);
        }
    }

    private int OpenUnder(int circuit)
    {
        var open = 0;
        foreach (var station in Tree.Under[circuit]) open += _open[station] ? 1 : 0;
        return open;
    }

    private void StopAllBelowMinimum(CycleInput input, int circuit, Span<double> shareA)
    {
        var tooLittle = false;
        foreach (var station in Tree.Under[circuit]) tooLittle |= Sharing.Room.Serves(input, station) && shareA[station] < Tree.Stations[station].MinimumA - 1e-9;
        foreach (var station in Tree.Under[circuit])
        {
            if (tooLittle) shareA[station] = 0;
        }
    }

    private double Approach(int station, double shareA)
    {
        var lastA = Math.Max(OrderA[station], Math.Min(shareA, Tree.Stations[station].MinimumA));
        return shareA - lastA <= CloseA ? shareA : lastA + (UpShare * (shareA - lastA));
    }
}
