using System.Numerics;
using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>What is left on each circuit: three rows for the phases and one for their sum.</summary>
internal sealed class Rooms
{
    public const int RowsPerCircuit = 4;
    private readonly double[] _leftA;
    private readonly (int Row, int Times)[][] _usesOfStation;

    public Rooms(Snapshot site)
    {
        _leftA = [.. site.Circuits.SelectMany(circuit => new[]
        {
            circuit.LimitA.L1A - circuit.BaseA.L1A,
            circuit.LimitA.L2A - circuit.BaseA.L2A,
            circuit.LimitA.L3A - circuit.BaseA.L3A,
            circuit.SumLimitA is { } sumA ? sumA - circuit.BaseA.SumA : double.PositiveInfinity,
        })];
        _usesOfStation = [.. site.Stations.Select(station => Uses(site, station).ToArray())];
    }

    private Rooms(Rooms other) => (_leftA, _usesOfStation) = ([.. other._leftA], other._usesOfStation);

    public int Rows => _leftA.Length;

    public double LeftA(int row) => _leftA[row];

    /// <summary>The rows a station loads and how many times its current counts on each.</summary>
    public ReadOnlySpan<(int Row, int Times)> UsesOf(int station) => _usesOfStation[station];

    public Rooms Copy() => new(this);

    public void Take(int station, double currentA)
    {
        foreach (var (row, times) in _usesOfStation[station])
            _leftA[row] -= times * currentA;
    }

    /// <summary>The largest current that can still be added at a station; negative where a row is overdrawn.</summary>
    public double RoomFor(int station)
    {
        var roomA = double.PositiveInfinity;
        foreach (var (row, times) in _usesOfStation[station])
            roomA = Math.Min(roomA, _leftA[row] / times);
        return roomA;
    }

    public static string NameOf(int row) => $"circuit {row / RowsPerCircuit}, {((row % RowsPerCircuit) is 3 ? "sum" : $"L{(row % RowsPerCircuit) + 1}")}";

    private static IEnumerable<(int Row, int Times)> Uses(Snapshot site, StationSnapshot station)
    {
        for (var circuit = station.Circuit; circuit >= 0; circuit = site.Circuits[circuit].Parent)
        {
            foreach (var phase in (Phase[])[Phase.L1, Phase.L2, Phase.L3])
            {
                if (station.Phases.Includes(phase))
                    yield return ((circuit * RowsPerCircuit) + (int)phase, 1);
            }

            yield return ((circuit * RowsPerCircuit) + 3, BitOperations.PopCount((uint)station.Phases));
        }
    }
}
