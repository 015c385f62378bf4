using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Sessions;

/// <summary>
/// From plug-in to plug-out of one station. A station that is silent or at fault leaves the session open: the vehicle may well stand there still.
/// Not knowing is no plug-out.
/// </summary>
internal sealed class SessionTracker(Guid stationId, OpenSession? stored, TimeProvider time)
{
    public OpenSession? Current { get; private set; } = stored;

    /// <returns>What must be stored; <see langword="null"/> when nothing changed.</returns>
    public SessionChange? See(StationSample sample)
    {
        if (sample.ImportWh is not { } registerWh || sample.State == StationState.NotInOperation)
            return null;
        if (sample.IsPlugged)
            return Current is { } open ? Continue(open, sample, registerWh) : Start(sample, registerWh);
        return Current is { } ended ? End(ended, sample, registerWh) : null;
    }

    private SessionChange Start(StationSample sample, long registerWh)
    {
        Current = new OpenSession(
            Guid.CreateVersion7(time.GetUtcNow()), stationId, sample.At, registerWh, sample.At, registerWh, sample.Card);
        return new SessionChange(Current, null);
    }

    private SessionChange? Continue(OpenSession open, StationSample sample, long registerWh)
    {
        // A card is often read after the plug; the first one stays.
        var next = open with { LastAt = sample.At, LastWh = Math.Max(open.LastWh, registerWh), Card = open.Card ?? sample.Card };
        bool worthStoring = next.Card != open.Card || next.LastWh != open.LastWh;
        Current = next;
        return worthStoring ? new SessionChange(next, null) : null;
    }

    private SessionChange End(OpenSession open, StationSample sample, long registerWh)
    {
        Current = null;
        return new SessionChange(null, new ChargingSession
        {
            SessionId = open.Id,
            StationId = stationId,
            StartedAt = open.StartedAt,
            EndedAt = sample.At > open.StartedAt ? sample.At : open.StartedAt, // a clock that was set back must not make it void
            StartWh = open.StartWh,
            EndWh = Math.Max(open.LastWh, registerWh),
            Card = open.Card,
        });
    }
}
