using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Live;

/// <summary>Brings the faults of a configuration on the wires, and takes them off again.</summary>
internal sealed class LiveFaults(IReadOnlyList<LiveStation> stations, LivePorts ports, Lock gate, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Dictionary<LiveStation, FaultConfiguration> _planned = [];

    /// <summary>Follows the plan of the configuration.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var seconds = time.GetElapsedTime(_startedAt).TotalSeconds;
        foreach (var station in stations)
        {
            var due = station.Point.Station.Faults.FirstOrDefault(fault => fault.AfterS <= seconds && seconds < fault.AfterS + fault.ForS);
            if (due == _planned.GetValueOrDefault(station)) continue;
            if (due is null) _planned.Remove(station);
            else _planned[station] = due;
            await SetAsync(station, due is null ? null : new WireFault(due.Kind, TimeSpan.FromMilliseconds(due.DelayMs)), cancellationToken);
        }
    }

    /// <param name="fault">Absent is a sound wire.</param>
    public async Task SetAsync(LiveStation station, WireFault? fault, CancellationToken cancellationToken)
    {
        var before = station.Wire.Fault;
        station.Wire.Fault = fault;
        if (before is { Kind: WireTrouble.Reboot } && fault?.Kind != WireTrouble.Reboot)
        {
            lock (gate) station.Reboot();
        }

        var port = ports.Of(station);
        // A bus stays while one of its stations is away.
        if (port.Wires.Count > 1) return;
        if (fault is { IsAway: true }) await port.DisposeAsync();
        else if (before is { IsAway: true }) await port.OpenAsync(cancellationToken);
    }
}
