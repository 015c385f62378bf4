using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>How current is shared. All rules see the same input and move the same plant.</summary>
internal interface ISharingRule
{
    /// <param name="now">Unix seconds.</param>
    /// <param name="orders">In the topology's order; what was ordered last stands in it.</param>
    /// <returns>When it must be asked again although its input is the same; asking more often changes nothing.</returns>
    long Decide(CycleInput input, long now, Span<StationOrder> orders);

    /// <summary>It lost its memory.</summary>
    void Restart();
}

/// <param name="CurrentA">A per phase; below zero to feed back.</param>
/// <param name="Phases">1 or 3.</param>
internal readonly record struct StationOrder(double CurrentA, int Phases);
