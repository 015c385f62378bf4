using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

internal static class Cycle
{
    public static Decision Run(SiteTopology topology, CycleInput input, AllocatorState previous, DateTimeOffset now, AllocatorOptions options) =>
        new([.. topology.Stations.Select(station => new SetPoint(
            station.Id, 0, 0, OrderChange.Hold, now + options.OrderLifetime, [new Reason(ReasonCode.NotConnected)]))], [], previous);
}
