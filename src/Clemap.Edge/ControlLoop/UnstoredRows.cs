using Clemap.Contracts.Telemetry;
using Clemap.Edge.Sessions;

namespace Clemap.Edge.ControlLoop;

/// <summary>What the disk has not taken yet.</summary>
internal sealed class UnstoredRows
{
    /// <summary>So much is kept in memory while the disk takes nothing: about an hour of a large site. Sessions are few and all kept.</summary>
    private const int MostReadings = 20_000;

    public List<Reading> Readings { get; } = [];
    public List<SessionChange> Changes { get; } = [];
    public Dictionary<Guid, EnergyRegister> Registers { get; } = [];

    /// <summary>These come before what is here already.</summary>
    public void PutBack(UnstoredRows earlier)
    {
        Readings.InsertRange(0, earlier.Readings);
        Changes.InsertRange(0, earlier.Changes);
        foreach (var (station, register) in earlier.Registers)
            Registers.TryAdd(station, register);
        Shorten();
    }

    /// <summary>Drops the oldest readings that are too many.</summary>
    public void Shorten()
    {
        if (Readings.Count > MostReadings)
            Readings.RemoveRange(0, Readings.Count - MostReadings);
    }
}
