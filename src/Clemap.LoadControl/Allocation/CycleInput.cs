using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// Everything one cycle knows of the world, in the topology's order. It is filled anew before each cycle and kept for the next, so that nothing is
/// allocated. As created it says that nothing is known: no meter, no reachable station.
/// </summary>
public sealed class CycleInput
{
    private readonly CircuitInput[] _circuits;
    private readonly StationInput[] _stations;

    public CycleInput(SiteTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        Topology = topology;
        _circuits = new CircuitInput[topology.Circuits.Count];
        _stations = new StationInput[topology.Stations.Count];
    }

    public SiteTopology Topology { get; }

    /// <summary>In the order of <see cref="SiteTopology.Circuits"/>.</summary>
    public Span<CircuitInput> Circuits => _circuits;

    /// <summary>In the order of <see cref="SiteTopology.Stations"/>.</summary>
    public Span<StationInput> Stations => _stations;

    /// <summary>Load reductions that the grid operator ordered; the lowest in force wins.</summary>
    public ReadOnlyMemory<LoadReduction> Reductions { get; set; }

    /// <summary>The contact of the ripple-control receiver; only looked at where one is configured.</summary>
    public ContactReading Ripple { get; set; }

    /// <summary>The mean import of a quarter hour that shall not be exceeded, W; <see langword="null"/> for no cap.</summary>
    public double? PeakCapW { get; set => field = value is { } w && double.IsFinite(w) && w >= 0 ? w : null; }

    /// <summary>True in the first cycle after the power of the site was cut: vehicles then start one after the other.</summary>
    public bool PowerReturned { get; set; }

    /// <exception cref="KeyNotFoundException">The circuit is not part of this site.</exception>
    public ref CircuitInput Circuit(Guid id) => ref _circuits[Topology.IndexOfCircuit(id)];

    /// <exception cref="KeyNotFoundException">The station is not part of this site.</exception>
    public ref StationInput Station(Guid id) => ref _stations[Topology.IndexOfStation(id)];

    /// <summary>Back to "nothing is known".</summary>
    public void Clear()
    {
        Array.Clear(_circuits);
        Array.Clear(_stations);
        (Reductions, Ripple, PeakCapW, PowerReturned) = (default, default, null, false);
    }

    /// <summary>Takes over all that another input of the same site says.</summary>
    public void CopyFrom(CycleInput other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._circuits.CopyTo(_circuits, 0);
        other._stations.CopyTo(_stations, 0);
        (Reductions, Ripple, PeakCapW, PowerReturned) = (other.Reductions, other.Ripple, other.PeakCapW, other.PowerReturned);
    }
}
