namespace Clemap.LoadControl.Allocation;

/// <summary>What one cycle must remember for the next. Opaque and immutable: the same state and input always give the same decision.</summary>
public sealed record AllocatorState
{
    internal AllocatorState(IReadOnlyDictionary<Guid, StationMemory> stations, IReadOnlyDictionary<Guid, CircuitMemory> circuits, long? turn)
    {
        Stations = stations;
        Circuits = circuits;
        Turn = turn;
    }

    /// <summary>Before the first cycle: nothing is known, and every station is booked at its maximum until it answers.</summary>
    public static AllocatorState AtStart { get; } =
        new(new Dictionary<Guid, StationMemory>(), new Dictionary<Guid, CircuitMemory>(), null);

    internal IReadOnlyDictionary<Guid, StationMemory> Stations { get; }
    internal IReadOnlyDictionary<Guid, CircuitMemory> Circuits { get; }

    /// <summary>Number of the turn that was on.</summary>
    internal long? Turn { get; }
}
