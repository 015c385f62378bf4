using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Shares the current of a site among its stations.</summary>
public static class Allocator
{
    /// <summary>One cycle. Call it every second, and at once when a meter shows an overload or a vehicle is plugged in.</summary>
    /// <param name="topology">As commissioned.</param>
    /// <param name="input">What is known now.</param>
    /// <param name="previous">The state of the previous decision, or <see cref="AllocatorState.AtStart"/>.</param>
    /// <param name="now">The clock; turns are aligned to it.</param>
    /// <param name="options">Tuning; the default when absent.</param>
    /// <remarks>Pure: the same arguments give the same decision, whatever the order of the dictionaries.</remarks>
    public static Decision Decide(
        SiteTopology topology, CycleInput input, AllocatorState previous, DateTimeOffset now, AllocatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(previous);
        return Cycle.Run(topology, input, previous, now, options ?? AllocatorOptions.Default);
    }
}
