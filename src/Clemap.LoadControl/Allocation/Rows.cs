using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// The room that is left: one row per circuit and phase, and one per circuit for the sum over its phases. A load counts on the rows of every circuit
/// between it and the grid, once for each phase it uses, and on a sum row once per phase.
/// </summary>
internal sealed class Rows
{
    public const int PerCircuit = 4;
    public const int SumRow = 3;
    public const double ToleranceA = 1e-9;

    private readonly double[] _roomA;
    private readonly Use[][] _uses;

    private Rows(double[] roomA, Use[][] uses)
    {
        _roomA = roomA;
        _uses = uses;
    }

    public static Rows Of(SiteTopology topology, IReadOnlyList<CircuitBudget> budgets, IReadOnlyList<Contender> contenders)
    {
        var roomA = new double[budgets.Count * PerCircuit];
        for (var circuit = 0; circuit < budgets.Count; circuit++)
        {
            var roomPerPhaseA = budgets[circuit].RoomA;
            roomA[circuit * PerCircuit] = roomPerPhaseA.L1A;
            roomA[circuit * PerCircuit + 1] = roomPerPhaseA.L2A;
            roomA[circuit * PerCircuit + 2] = roomPerPhaseA.L3A;
            roomA[circuit * PerCircuit + SumRow] = budgets[circuit].SumRoomA ?? double.PositiveInfinity;
        }

        var uses = new Use[contenders.Count][];
        for (var station = 0; station < uses.Length; station++)
            uses[station] = UsesOf(topology.PathOf(station), contenders[station].Phases);
        return new Rows(roomA, uses);
    }

    /// <summary>An independent copy, for a second account on the same tree.</summary>
    public Rows Copy() => new([.. _roomA], _uses);

    public double this[int row] => _roomA[row];

    public ReadOnlySpan<Use> UsesOf(int station) => _uses[station];

    public bool Fits(int station, double currentA) => RoomFor(station) >= currentA - ToleranceA;

    public void Take(int station, double currentA)
    {
        foreach (var use in _uses[station])
            _roomA[use.Row] -= use.Weight * currentA;
    }

    public void Give(int station, double currentA) => Take(station, -currentA);

    /// <summary>The largest current that can be added at this station; negative when a row is already overdrawn.</summary>
    public double RoomFor(int station)
    {
        var lowestA = double.PositiveInfinity;
        foreach (var use in _uses[station])
            lowestA = Math.Min(lowestA, _roomA[use.Row] / use.Weight);
        return lowestA;
    }

    /// <summary>The row that binds this station, the one nearest to it when several do.</summary>
    public int TightestRow(int station)
    {
        var (tightest, lowestA) = (-1, double.PositiveInfinity);
        foreach (var use in _uses[station])
        {
            var roomA = _roomA[use.Row] / use.Weight;
            if (roomA < lowestA - ToleranceA)
                (tightest, lowestA) = (use.Row, roomA);
        }

        return tightest;
    }

    private static Use[] UsesOf(ReadOnlySpan<int> path, PhaseSet phases)
    {
        var uses = new List<Use>(path.Length * PerCircuit);
        foreach (var circuit in path)
        {
            foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
            {
                if (phases.Includes(phase))
                    uses.Add(new Use(circuit * PerCircuit + (int)phase, 1));
            }

            uses.Add(new Use(circuit * PerCircuit + SumRow, phases.Count()));
        }

        return [.. uses];
    }

    internal readonly record struct Use(int Row, int Weight);
}
