using Clemap.Edge.Actions;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.Configuration;
using Clemap.Edge.GridCommands;
using Clemap.Edge.LocalApi;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.ControlLoop;

/// <summary>One cycle: look at everything once, decide once, send once: what goes down first, then what goes up.</summary>
internal sealed class Controller(
    EdgeConfiguration configuration, Site site, DesiredLimits limits, StationLocks locks, GridOperatorOrders grid, BuildingControl building, Recorder recorder, LiveState live, TimeProvider time, ILogger<Controller> log)
{
    /// <summary>The others do not wait longer for a device that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private readonly long startedTimestamp = time.GetTimestamp();
    private readonly World world = new(site, building, configuration.PeakCapW, new SupplyWatch(TimeSpan.FromMilliseconds(Environment.TickCount64)));
    private readonly Allocator allocator = new(site.Topology, SiteModels.Options(configuration));
    private readonly AllocatorState state = new(site.Topology);
    private readonly FindingLog findings = new(site, log);

    public async Task CycleAsync(CancellationToken cancellation)
    {
        await BoundedAsync([.. Polls(cancellation)], cancellation);
        if (site.CircuitMeters[0]?.Latest?.Sample.VoltageV.Lowest is { } lowestV)
            site.Supply.LowestV = lowestV;

        var wanted = limits.Now();
        var hold = grid.Look();
        var input = world.See(hold.Under(locks.Under(site.Test.Under(wanted.Effective))));
        input.Reductions = hold.Reductions;
        var decision = allocator.Decide(input, state, SteadyNow());

        await SendAsync(decision, increases: false, cancellation);
        await SendAsync(decision, increases: true, cancellation);
        limits.MarkInForce(wanted);
        grid.SeeOut();

        findings.See(decision.Findings);
        await recorder.RecordAsync(decision);
        live.Publish(LiveDocument.Of(site, decision, limits, building, recorder, time.GetUtcNow()));
    }

    /// <summary>The controller stops in order.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        Task.WhenAll(site.Stations.Select(station => station.ReleaseAsync(cancellation)));

    // A wall clock that is set must not end a pause, a settling time or a station's fallback time, nor hold one for hours.
    private DateTimeOffset SteadyNow() => startedAt + time.GetElapsedTime(startedTimestamp);

    private IEnumerable<Task> Polls(CancellationToken cancellation)
    {
        if (site.Ripple is { } ripple)
            yield return ripple.PollAsync(cancellation);
        foreach (var meter in site.Meters)
            yield return meter.PollAsync(cancellation);
        foreach (var station in site.Stations)
            yield return station.PollAsync(cancellation);
    }

    private Task SendAsync(Decision decision, bool increases, CancellationToken cancellation)
    {
        var orders = new List<Task>(site.Stations.Count);
        for (int i = 0; i < site.Stations.Count; i++)
            if (decision.SetPoints[i].Change == OrderChange.Increase == increases)
                orders.Add(site.Stations[i].OrderAsync(decision.SetPoints[i].CurrentA, cancellation));
        return BoundedAsync([.. orders], cancellation);
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
