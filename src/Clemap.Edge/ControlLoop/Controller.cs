using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.ControlLoop;

/// <summary>One cycle: look at everything once, decide once, send once: what goes down first, then what goes up.</summary>
internal sealed class Controller(
    EdgeConfiguration configuration, Site site, DesiredLimits limits, Recorder recorder, LiveState live, TimeProvider time)
{
    /// <summary>The others do not wait longer for a device that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly long startedTimestamp = time.GetTimestamp();
    private AllocatorState state = AllocatorState.AtStart;

    public async Task CycleAsync(CancellationToken cancellation)
    {
        await BoundedAsync([.. site.Meters.Select(m => m.PollAsync(cancellation)), .. site.Stations.Select(s => s.PollAsync(cancellation))], cancellation);
        if (GridVoltage() is { } lowestV)
            site.Supply.LowestV = lowestV;

        var wanted = limits.Wanted;
        var decision = Allocator.Decide(site.Topology, World.See(configuration, site, wanted), state, SteadyNow());
        state = decision.State;

        await SendAsync(decision.SetPoints.Where(order => order.Change != OrderChange.Increase), cancellation);
        await SendAsync(decision.SetPoints.Where(order => order.Change == OrderChange.Increase), cancellation);
        limits.MarkInForce(wanted);

        recorder.Record(decision);
        live.Publish(LiveDocument.Of(configuration, site, decision, limits, recorder, time.GetUtcNow()));
    }

    /// <summary>The controller stops in order.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        Task.WhenAll(site.Stations.Select(station => station.ReleaseAsync(cancellation)));

    // A wall clock that is set must not end a pause, a settling time or a station's fallback time, nor hold one for hours.
    private DateTimeOffset SteadyNow() => startedAt + time.GetElapsedTime(startedTimestamp);

    private Task SendAsync(IEnumerable<SetPoint> orders, CancellationToken cancellation)
    {
        var stations = site.Stations.ToDictionary(station => station.Configuration.Id);
        return BoundedAsync([.. orders.Select(order => stations[order.StationId].OrderAsync(order.CurrentA, cancellation))], cancellation);
    }

    private double? GridVoltage()
    {
        var grid = configuration.Circuits.First(circuit => circuit.ParentId is null).MeterId;
        return site.Meters.FirstOrDefault(meter => meter.Configuration.Id == grid)?.Latest?.Sample.VoltageV.Lowest;
    }

    private async Task BoundedAsync(Task[] work, CancellationToken cancellation)
    {
        if (work.Length == 0)
            return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var all = Task.WhenAll(work);
        await Task.WhenAny(all, Task.Delay(Patience, time, over.Token));
        await over.CancelAsync();
        if (all.IsCompleted)
            await all;
        cancellation.ThrowIfCancellationRequested();
    }
}
