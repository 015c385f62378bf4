using Clemap.Contracts.Telemetry;
using Clemap.Edge.Outbox;
using Clemap.Edge.Sessions;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.ControlLoop;

/// <summary>Writes what a cycle saw into the outbox: rows once a slot, plug-in and plug-out at once.</summary>
internal sealed class Recorder
{
    /// <summary>The control waits for the disk no longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Site site;
    private readonly ReadingStore store;
    private readonly EnergyRegisters registers;
    private readonly TimeProvider time;
    private readonly SlotRecorder slots;
    private readonly Dictionary<Guid, SessionTracker> sessions;
    private UnstoredRows unstored = new();
    private UnstoredRows? inFlight;
    private Task<string?> writing = Task.FromResult<string?>(null);
    private string? problem;

    public Recorder(Site site, ReadingStore store, SessionStore sessionStore, EnergyRegisters registers, TimeProvider time)
    {
        (this.site, this.store, this.registers, this.time) = (site, store, registers, time);
        slots = new SlotRecorder(time);
        var open = sessionStore.Open();
        sessions = site.Stations.ToDictionary(
            station => station.Configuration.Id,
            station => new SessionTracker(station.Configuration.Id, open.GetValueOrDefault(station.Configuration.Id), time));
    }

    /// <summary>Why the disk took nothing the last time; <see langword="null"/> when it did.</summary>
    public string? Problem => Volatile.Read(ref problem);

    public OpenSession? SessionOf(Guid station) => sessions[station].Current;

    /// <summary>Returns when the disk has it, or shortly after: a disk that hangs must not hold up the control of the site.</summary>
    public async Task RecordAsync(Decision decision)
    {
        var changes = new List<SessionChange>();
        var readings = new List<Reading>();
        bool urgent = false;
        for (int i = 0; i < site.Stations.Count; i++)
        {
            var station = site.Stations[i];
            if (StationModels.IsMember(station.Configuration.Model))
                continue; // it records what happens there itself
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
                unstored.Registers[id] = register;
        }
        readings.AddRange(site.Meters.Select(slots.Meter).OfType<Reading>());
        if (readings.Count == 0 && !urgent)
            return;
        unstored.Readings.AddRange(readings);
        unstored.Changes.AddRange(changes);
        await StoreAsync();
    }

    // One write at a time. What the disk did not take is offered again with the next slot.
    private async Task StoreAsync()
    {
        await HarvestAsync();
        if (inFlight is not null)
        {
            unstored.Shorten();
            Volatile.Write(ref problem, "The disk does not answer.");
            return;
        }
        inFlight = unstored;
        unstored = new UnstoredRows();
        var batch = inFlight;
        writing = Task.Run(() => Write(batch));
        using var written = new CancellationTokenSource();
        await Task.WhenAny(writing, Task.Delay(Patience, time, written.Token));
        await written.CancelAsync();
        await HarvestAsync();
    }

    private string? Write(UnstoredRows batch)
    {
        try
        {
            store.Store(batch.Readings, batch.Changes, batch.Registers);
            return null;
        }
        catch (Exception failure)
        {
            // Whatever the disk does, the control of the site goes on.
            return failure.Message;
        }
    }

    private async Task HarvestAsync()
    {
        if (inFlight is null || !writing.IsCompleted)
            return;
        string? failure = await writing;
        if (failure is not null)
            unstored.PutBack(inFlight);
        inFlight = null;
        Volatile.Write(ref problem, failure);
    }
}
