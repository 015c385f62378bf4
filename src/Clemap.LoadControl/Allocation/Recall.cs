using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>What the next cycle will be told of this one.</summary>
internal static class Recall
{
    public static AllocatorState Next(
        SiteTopology topology, CircuitBudget[] budgets, Contender[] contenders, double[] orderA, double[] targetA, Queue queue, DateTimeOffset now)
    {
        var circuits = new Dictionary<Guid, CircuitMemory>(budgets.Length);
        for (var i = 0; i < budgets.Length; i++)
            circuits[topology.Circuits[i].Id] = new CircuitMemory(budgets[i].BaseLoadA);

        var stations = new Dictionary<Guid, StationMemory>(contenders.Length);
        foreach (var contender in contenders)
            stations[contender.Station.Id] = Next(contender, orderA[contender.Index], targetA[contender.Index], queue, now);
        return new AllocatorState(stations, circuits, queue.Turn);
    }

    private static StationMemory Next(Contender contender, double orderA, double targetA, Queue queue, DateTimeOffset now)
    {
        var memory = contender.Memory;
        var connected = contender.Input is { Reachable: true, Connected: true } || memory.ConnectedSince is not null;
        var waits = connected && orderA == 0 && contender.Standing == Standing.Competes || contender.Bound == ReasonCode.Resting;
        var getsItsTurn = queue.TurnChanges && memory.WaitingSince is not null && targetA > 0;
        return memory with
        {
            OrderA = orderA,
            OrderChangedAt = memory.OrderA == orderA ? memory.OrderChangedAt : now,
            FollowsAtMostA = Math.Max(memory.FollowsAtMostA, orderA),
            RunningSince = orderA > 0 ? memory.RunningSince ?? now : null,
            WaitingSince = waits ? memory.WaitingSince ?? now : null,
            PausedAt = connected && memory.OrderA > 0 && orderA == 0 ? now : memory.PausedAt,
            EntitledUntil = getsItsTurn ? queue.TurnStart(queue.Turn + 1) : memory.EntitledUntil,
        };
    }
}
