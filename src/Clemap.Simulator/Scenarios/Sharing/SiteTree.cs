using Clemap.LoadControl.Topology;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>The tree as arrays: who feeds whom.</summary>
internal sealed class SiteTree
{
    public SiteTree(SiteTopology topology)
    {
        Topology = topology;
        Circuits = [.. topology.Circuits];
        Stations = [.. topology.Stations];
        Parents = Array.ConvertAll(Circuits, circuit => circuit.ParentId is { } parent ? topology.IndexOfCircuit(parent) : -1);
        Paths = Array.ConvertAll(Stations, station => Path(topology.IndexOfCircuit(station.CircuitId)));
        Under = [.. Circuits.Select((_, circuit) => Enumerable.Range(0, Stations.Length).Where(station => Paths[station].Contains(circuit)).ToArray())];
    }

    public SiteTopology Topology { get; }
    public Circuit[] Circuits { get; }
    public Station[] Stations { get; }

    /// <summary>-1 for the grid connection.</summary>
    public int[] Parents { get; }

    /// <summary>Of a station, from its own circuit up to the grid connection.</summary>
    public int[][] Paths { get; }

    /// <summary>Stations below a circuit.</summary>
    public int[][] Under { get; }

    public bool IsMetered(int circuit) => Circuits[circuit].HasMeter || (Parents[circuit] < 0 && Circuits[circuit].StaticBaseLoadA is null);

    private int[] Path(int circuit)
    {
        var path = new List<int>();
        for (; circuit >= 0; circuit = Parents[circuit]) path.Add(circuit);
        return [.. path];
    }
}
