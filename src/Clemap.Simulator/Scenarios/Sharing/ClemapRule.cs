using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Topology;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>The rules of load control as they run in a controller.</summary>
internal sealed class ClemapRule(SiteTopology topology, AllocatorOptions options) : ISharingRule
{
    private readonly Allocator _allocator = new(topology, options);
    private AllocatorState _state = new(topology);

    public long Decide(CycleInput input, long now, Span<StationOrder> orders)
    {
        var decision = _allocator.Decide(input, _state, DateTimeOffset.FromUnixTimeSeconds(now));
        var setPoints = decision.SetPoints;
        for (var i = 0; i < setPoints.Length; i++) orders[i] = new StationOrder(setPoints[i].CurrentA, setPoints[i].Phases);
        var steadyUntil = decision.SteadyUntil;
        var seconds = steadyUntil.ToUnixTimeSeconds();
        return seconds * TimeSpan.TicksPerSecond + DateTimeOffset.UnixEpoch.Ticks == steadyUntil.UtcTicks ? seconds : seconds + 1;
    }

    public void Restart() => _state = new AllocatorState(topology);
}
