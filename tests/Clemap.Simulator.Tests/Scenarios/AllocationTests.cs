using Clemap.Simulator.Scenarios;
using Clemap.Simulator.Scenarios.Running;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Tests.Scenarios;

public sealed class AllocationTests
{
    // What comes with the day (stays, wishes, a list of visits) is allowed; what comes with a cycle or a second is not.
    [Theory]
    [InlineData("clemap")]
    [InlineData("slices")]
    public void A_second_allocates_nothing(string rule)
    {
        Bytes(rule, days: 1, out _);
        var bytes = Bytes(rule, days: 7, out var cycles) - Bytes(rule, days: 1, out var first);
        (bytes / (double)(cycles - first)).ShouldBeLessThan(4);
    }

    private static long Bytes(string rule, double days, out long cycles)
    {
        var site = new SimulatedSite(ScenarioLibrary.Find("year-20") with { Days = days, Faults = [] }, "year-20");
        var simulation = new Simulation(site, SharingRules.Create(rule, site.Topology, site.Options));
        var before = GC.GetAllocatedBytesForCurrentThread();
        simulation.Run();
        cycles = simulation.Cycles;
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
