using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Scenarios.Sharing;

/// <summary>A rule that looks at the world every so many seconds and remembers nothing but its last orders.</summary>
internal abstract class PeriodicRule(Room room, int periodSeconds) : ISharingRule
{
    private readonly double[] _orderA = new double[room.Tree.Stations.Length];

    protected Room Room => room;
    protected SiteTree Tree => room.Tree;

    /// <summary>The last orders.</summary>
    protected ReadOnlySpan<double> OrderA => _orderA;

    public long Decide(CycleInput input, long now, Span<StationOrder> orders)
    {
        var since = now % periodSeconds;
        if (since != 0) return now + periodSeconds - since;
        room.Reckon(input, now);
        Span<double> shareA = stackalloc double[_orderA.Length];
        shareA.Clear();
        Share(input, shareA);
        var same = true;
        for (var i = 0; i < _orderA.Length; i++)
        {
            var orderA = Stepped(i, shareA[i]);
            same &= orderA == _orderA[i];
            _orderA[i] = orderA;
            orders[i] = new StationOrder(orderA, Tree.Stations[i].Rotation.Phases);
        }

        return same ? long.MaxValue : now + periodSeconds;
    }

    public virtual void Restart() => Array.Clear(_orderA);

    /// <param name="shareA">All 0; what is set below a station's minimum becomes 0.</param>
    protected abstract void Share(CycleInput input, Span<double> shareA);

    private double Stepped(int station, double currentA)
    {
        var commissioned = Tree.Stations[station];
        if (commissioned.StepA is { } stepA) currentA = Math.Floor((currentA / stepA) + 1e-9) * stepA;
        return currentA < commissioned.MinimumA - 1e-9 ? 0 : Math.Min(currentA, commissioned.MaximumA);
    }
}
