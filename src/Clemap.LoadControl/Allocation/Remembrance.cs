using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>What the next cycle will be told of this one.</summary>
internal static class Remembrance
{
    public static void Update(ref StationMemory memory, Station station, in Contender contender, in StationInput reading, Queue queue, Clock clock, AllocatorOptions options)
    {
        var orderA = contender.OrderA;
        // On a common output one vehicle is enough for all of them to wait for their turn.
        var connected = (reading.Reachable && reading.Connected) || memory.ConnectedSince != Clock.Never || contender.Standing == Standing.Competes;
        var getsItsTurn = queue.TurnChanges && memory.Waits && contender.TargetA > 0;
        var waits = (connected && orderA == 0 && contender.Standing == Standing.Competes) || contender.Bound is ReasonCode.Resting or ReasonCode.Queue;

        if (connected && memory.OrderA > 0 && orderA <= 0)
            (memory.PausedBefore, memory.PausedAt) = (memory.PausedAt, clock.Now);
        if (getsItsTurn)
            memory.EntitledUntil = queue.TurnStart(queue.Turn + 1).UtcTicks;
        Keep(ref memory.WaitingSince, waits, clock);
        Keep(ref memory.RunningSince, orderA > 0, clock);
        if (station.SwitchesPhases)
            RememberPhases(ref memory, contender, connected, clock);
        memory.FollowsAtMostA = Math.Max(memory.FollowsAtMostA, orderA);
        if (memory.OrderA == orderA)
            return;
        if (!(Math.Abs(orderA - memory.MovedToA) < options.DeadBandA))
            (memory.MovedToA, memory.MovedAt) = (orderA, clock.Now);
        (memory.OrderA, memory.OrderChangedAt) = (orderA, clock.Now);
    }

    private static void RememberPhases(ref StationMemory memory, in Contender contender, bool connected, Clock clock)
    {
        var (before, phases) = (memory.OrderPhases == 1 ? 1 : 3, connected ? contender.OrderPhases : 3);
        if (before == phases)
            return;
        if (phases == 3 && connected)
            memory.PhasesRaisedAt = clock.Now;
        (memory.OrderPhases, memory.PhasesChangedAt) = (phases, clock.Now);
    }

    private static void Keep(ref long since, bool isSo, Clock clock) => since = !isSo ? Clock.Never : since == Clock.Never ? clock.Now : since;
}
