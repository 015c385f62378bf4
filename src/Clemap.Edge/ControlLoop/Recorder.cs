using Clemap.Contracts.Telemetry;
using Clemap.Edge.Outbox;
using Clemap.Edge.Sessions;
using Clemap.LoadControl.Allocation;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.ControlLoop;

/// <summary>Writes what a cycle saw into the outbox: rows once a slot, plug-in and plug-out at once.</summary>
internal sealed class Recorder
{
    /// <summary>So much is kept in memory while the disk takes nothing: about an hour of a large site.</summary>
    private const int MostUnstored = 20_000;

    private readonly Site site;
    private readonly ReadingStore store;
    private readonly EnergyRegisters registers;
    private readonly SlotRecorder slots;
    private readonly Dictionary<Guid, SessionTracker> sessions;
    private readonly List<Reading> unstored = [];
    private readonly List<SessionChange> unstoredChanges = [];

    public Recorder(Site site, ReadingStore store, SessionStore sessionStore, EnergyRegisters registers, TimeProvider time)
    {
        (this.site, this.store, this.registers) = (site, store, registers);
        slots = new SlotRecorder(time);
        var open = sessionStore.Open();
        sessions = site.Stations.ToDictionary(
            station => station.Configuration.Id,
            station => new SessionTracker(station.Configuration.Id, open.GetValueOrDefault(station.Configuration.Id), time));
    }

    /// <summary>Why the disk took nothing the last time; <see langword="null"/> when it did.</summary>
    public string? Problem { get; private set; }

    public OpenSession? SessionOf(Guid station) => sessions[station].Current;

    public void Record(Decision decision)
    {
        var changes = new List<SessionChange>();
        var readings = new List<Reading>();
        var counted = new Dictionary<Guid, EnergyRegister>();
        bool urgent = false;
        for (int i = 0; i < site.Stations.Count; i++)
        {
            var station = site.Stations[i];
            var id = station.Configuration.Id;
            var before = SessionOf(id);
            if (station.Latest is var (sample, _) && sessions[id].See(sample) is { } change)
            {
                changes.Add(change);
                urgent |= before?.Id != SessionOf(id)?.Id;
            }
            if (slots.Station(station, decision.SetPoints[i], SessionOf(id)?.Id) is not { } reading)
                continue;
            readings.Add(reading);
            if (registers.Find(id) is { } register)
                counted[id] = register;
        }
        readings.AddRange(site.Meters.Select(slots.Meter).OfType<Reading>());
        if (readings.Count > 0 || urgent)
            Store(readings, changes, counted);
    }

    // A full disk must not end the control of the site: what it did not take is offered again with the next slot.
    private void Store(List<Reading> readings, List<SessionChange> changes, Dictionary<Guid, EnergyRegister> counted)
    {
        unstored.AddRange(readings);
        unstoredChanges.AddRange(changes);
        try
        {
            store.Store(unstored, unstoredChanges, counted);
            unstored.Clear();
            unstoredChanges.Clear();
            Problem = null;
        }
        catch (SqliteException failure)
        {
            Problem = failure.Message;
            if (unstored.Count > MostUnstored)
                unstored.RemoveRange(0, unstored.Count - MostUnstored);
        }
    }
}
