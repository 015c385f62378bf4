using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.FailSafe;

namespace Clemap.LoadControl.Topology;

/// <summary>
/// A validated electrical tree: exactly one grid connection, no cycles, sound ratings, and a proof that the sum of all fallbacks fits every fuse.
/// Circuits stand parents first, stations by id, whatever the order they were given in.
/// </summary>
public sealed class SiteTopology
{
    private readonly Circuit[] _circuits;
    private readonly Station[] _stations;
    private readonly Dictionary<Guid, int> _circuitIndex;
    private readonly Dictionary<Guid, int> _stationIndex;
    private readonly int[] _parent;
    private readonly int[][] _path;
    private readonly int[][] _under;
    private readonly int[][] _group;
    private readonly PhaseCurrents[] _worstBaseA;

    private SiteTopology(Circuit[] circuits, Station[] stations)
    {
        (_circuits, _stations) = (circuits, stations);
        _circuitIndex = Index(circuits, circuit => circuit.Id);
        _stationIndex = Index(stations, station => station.Id);
        _parent = Array.ConvertAll(circuits, circuit => circuit.ParentId is { } parent ? _circuitIndex[parent] : -1);
        _path = Array.ConvertAll(stations, station => PathToRoot(_circuitIndex[station.CircuitId]));
        _under = [.. circuits.Select((_, circuit) => Enumerable.Range(0, stations.Length).Where(station => _path[station].Contains(circuit)).ToArray())];
        _group = Array.ConvertAll(stations, station => GroupOf(station, stations));
        _worstBaseA = FallbackProof.WorstBaseLoads(this);
    }

    /// <summary>Parents before children; the first is the grid connection.</summary>
    public IReadOnlyList<Circuit> Circuits => _circuits;

    public IReadOnlyList<Station> Stations => _stations;

    public Circuit? FindCircuit(Guid id) => _circuitIndex.TryGetValue(id, out var index) ? _circuits[index] : null;

    public Station? FindStation(Guid id) => _stationIndex.TryGetValue(id, out var index) ? _stations[index] : null;

    /// <summary>Place in <see cref="Circuits"/>.</summary>
    /// <exception cref="KeyNotFoundException">The circuit is not part of this site.</exception>
    public int IndexOfCircuit(Guid id) => _circuitIndex[id];

    /// <summary>Place in <see cref="Stations"/>.</summary>
    /// <exception cref="KeyNotFoundException">The station is not part of this site.</exception>
    public int IndexOfStation(Guid id) => _stationIndex[id];

    /// <summary>Checks everything that can be checked before current flows; all errors are listed, not only the first.</summary>
    public static TopologyResult Create(IEnumerable<Circuit> circuits, IEnumerable<Station> stations)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(stations);
        Circuit[] nodes = [.. circuits];
        Station[] leaves = [.. stations.OrderBy(station => station.Id)];

        var errors = TopologyRules.Check(nodes, leaves);
        if (errors.Count > 0)
            return new TopologyResult(errors);

        var topology = new SiteTopology(ParentsFirst(nodes), leaves);
        var unsafeCircuits = FallbackProof.Check(topology);
        return unsafeCircuits.Count > 0 ? new TopologyResult(unsafeCircuits) : new TopologyResult(topology);
    }

    internal Circuit CircuitAt(int index) => _circuits[index];

    internal Station StationAt(int index) => _stations[index];

    /// <summary>Place of the parent in <see cref="Circuits"/>, -1 for the grid connection.</summary>
    internal int ParentOf(int circuit) => _parent[circuit];

    /// <summary>Places in <see cref="Circuits"/> from the station's own circuit up to the grid connection.</summary>
    internal ReadOnlySpan<int> PathOf(int station) => _path[station];

    /// <summary>Places in <see cref="Stations"/> of all that hang below a circuit.</summary>
    internal ReadOnlySpan<int> StationsUnder(int circuit) => _under[circuit];

    /// <summary>The stations on the same output, this one included; just this one when its output is its own.</summary>
    internal ReadOnlySpan<int> SwitchGroup(int station) => _group[station];

    /// <summary>The worst uncontrolled load of a circuit: its own figure, or that of the circuits below it when they add up to more.</summary>
    internal PhaseCurrents WorstBaseLoadA(int circuit) => _worstBaseA[circuit];

    private int[] GroupOf(Station station, Station[] stations) => station.SwitchGroupId is { } id
        ? [.. Enumerable.Range(0, stations.Length).Where(other => stations[other].SwitchGroupId == id)]
        : [_stationIndex[station.Id]];

    private int[] PathToRoot(int circuit)
    {
        var path = new List<int>();
        for (var node = circuit; node >= 0; node = _parent[node])
            path.Add(node);
        return [.. path];
    }

    private static Circuit[] ParentsFirst(Circuit[] circuits)
    {
        var children = circuits.ToLookup(circuit => circuit.ParentId);
        var ordered = new List<Circuit>(children[null]);
        for (var next = 0; next < ordered.Count; next++)
            ordered.AddRange(children[ordered[next].Id].OrderBy(circuit => circuit.Id));
        return [.. ordered];
    }

    private static Dictionary<Guid, int> Index<T>(T[] items, Func<T, Guid> id) =>
        items.Select((item, index) => (Id: id(item), Index: index)).ToDictionary(entry => entry.Id, entry => entry.Index);
}
