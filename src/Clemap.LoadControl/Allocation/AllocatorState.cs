using System.Runtime.InteropServices;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// What one cycle must remember for the next; each cycle moves it on. As created nothing is known, and every station is booked at its maximum until it
/// answers. The same state and the same input always give the same decision and the same next state.
/// </summary>
public sealed class AllocatorState
{
    private readonly StationMemory[] _stations;
    private readonly StationWatch[] _watches;
    private readonly CircuitMemory[] _circuits;
    private SiteMemory _site = SiteMemory.AtStart;
    private SiteWatch _watch = SiteWatch.AtStart;

    public AllocatorState(SiteTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        (_stations, _watches) = (new StationMemory[topology.Stations.Count], new StationWatch[topology.Stations.Count]);
        _circuits = new CircuitMemory[topology.Circuits.Count];
        Array.Fill(_stations, StationMemory.AtStart);
        Array.Fill(_watches, StationWatch.AtStart);
        Array.Fill(_circuits, CircuitMemory.AtStart);
    }

    private AllocatorState(AllocatorState other)
    {
        (_stations, _watches, _circuits) = ([.. other._stations], [.. other._watches], [.. other._circuits]);
        (_site, _watch) = (other._site, other._watch);
    }

    internal Span<StationMemory> Stations => _stations;

    internal Span<StationWatch> Watches => _watches;

    internal Span<CircuitMemory> Circuits => _circuits;

    internal ref SiteMemory Site => ref _site;

    internal ref SiteWatch Watch => ref _watch;

    public AllocatorState Clone() => new(this);

    /// <summary>All that it holds; equal states have equal bytes on the same machine.</summary>
    public byte[] ToBytes() =>
    [
        .. MemoryMarshal.AsBytes<SiteMemory>([_site]), .. MemoryMarshal.AsBytes<SiteWatch>([_watch]), .. MemoryMarshal.AsBytes<CircuitMemory>(_circuits),
        .. MemoryMarshal.AsBytes<StationMemory>(_stations), .. MemoryMarshal.AsBytes<StationWatch>(_watches),
    ];

    /// <summary>Keeps what <see cref="MovedOnFrom"/> compares with.</summary>
    internal void Remember(AllocatorState before)
    {
        _stations.CopyTo(before._stations, 0);
        before._site = _site;
    }

    /// <summary>
    /// Whether the next cycle could decide otherwise on the same input. What is remembered of circuits and of the watch over the meters is left out: seeing
    /// the same again does not change it, and what it waits for the clock knows.
    /// </summary>
    internal bool MovedOnFrom(AllocatorState before) =>
        !MemoryMarshal.AsBytes<SiteMemory>([_site]).SequenceEqual(MemoryMarshal.AsBytes<SiteMemory>([before._site]))
        || !MemoryMarshal.AsBytes<StationMemory>(_stations).SequenceEqual(MemoryMarshal.AsBytes<StationMemory>(before._stations));
}
