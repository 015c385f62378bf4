using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>
/// First come, first served, every 30 s: each station asks the circuits above it to go from its present current to all it can take, and each may clip.
/// A circuit is one number, its worst phase; nobody gives anything back to others.
/// </summary>
internal sealed class FirstComeRule : PeriodicRule
{
    private const int PeriodSeconds = 30;
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    private readonly double[] _usedA;
    private readonly double[] _givenA;
    private readonly long[] _came;
    private readonly int[] _queue;
    private long _next;

    public FirstComeRule(Room room)
        : base(room, PeriodSeconds)
    {
        _usedA = new double[Tree.Circuits.Length];
        _givenA = new double[Tree.Circuits.Length];
        _came = new long[Tree.Stations.Length];
        _queue = [.. Enumerable.Range(0, Tree.Stations.Length)];
    }

    protected override void Share(CycleInput input, Span<double> shareA)
    {
        NoteArrivals(input);
        Array.Clear(_givenA);
        for (var circuit = 0; circuit < _usedA.Length; circuit++) _usedA[circuit] = UsedA(input, circuit);
        foreach (var station in _queue)
        {
            if (!Sharing.Room.Serves(input, station)) continue;
            var (freeA, capA) = (double.PositiveInfinity, double.PositiveInfinity);
            foreach (var circuit in Tree.Paths[station])
            {
                freeA = Math.Min(freeA, Room.IsKnown(circuit) ? LimitA(circuit) - _usedA[circuit] : double.NegativeInfinity);
                capA = Math.Min(capA, Room.CapA(circuit) - _givenA[circuit]);
            }

            // Going up starts from what was promised; going down from what flows, or nothing would be freed.
            var oldA = freeA < 0 ? PresentA(input, station) : OrderA[station];
            var newA = Math.Min(Tree.Stations[station].MaximumA, Math.Min(oldA + freeA, capA));
            if (newA < Tree.Stations[station].MinimumA) newA = 0;
            foreach (var circuit in Tree.Paths[station]) (_usedA[circuit], _givenA[circuit]) = (_usedA[circuit] + newA - oldA, _givenA[circuit] + newA);
            shareA[station] = newA;
        }
    }

    private double LimitA(int circuit) => Math.Min(Room.LimitA(circuit, 0), Math.Min(Room.LimitA(circuit, 1), Room.LimitA(circuit, 2)));

    private double PresentA(CycleInput input, int station) =>
        input.Stations[station].MeasuredA.TryGet(MaximumAge, out var measuredA) ? Math.Max(0, measuredA.HighestA) : OrderA[station];

    private double UsedA(CycleInput input, int circuit)
    {
        if (Tree.IsMetered(circuit)) return input.Circuits[circuit].MeterA.TryGet(MaximumAge, out var meterA) ? meterA.HighestA : 0;
        var sumA = (Tree.Circuits[circuit].StaticBaseLoadA ?? PhaseCurrents.Zero).HighestA;
        foreach (var station in Tree.Under[circuit]) sumA += PresentA(input, station);
        return sumA;
    }

    private void NoteArrivals(CycleInput input)
    {
        for (var station = 0; station < _came.Length; station++)
        {
            if (!input.Stations[station].Connected) _came[station] = 0;
            else if (_came[station] == 0) _came[station] = ++_next;
        }

        Array.Sort(_queue, (a, b) => _came[a] != _came[b] ? _came[a].CompareTo(_came[b]) : a.CompareTo(b));
    }
}
