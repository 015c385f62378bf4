using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>What a station may get in this cycle, and whether it takes part at all.</summary>
internal sealed class Assessment(SiteTopology topology, StationFacts[] facts, Queue queue, AllocatorOptions options)
{
    /// <summary>A vehicle that takes nothing is asked again after this, even when all the current is in use.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    /// <param name="contender">Its phases and flow are set already.</param>
    public void Assess(ref Contender contender, int index, in StationInput reading, ref StationMemory memory, bool isMeasured, PhaseCurrents measuredA, bool failSafe, in SiteMemory site, Clock clock)
    {
        var station = topology.StationAt(index);
        ref readonly var fact = ref facts[index];
        var takenA = isMeasured ? measuredA.HighestA : 0;
        var unused = clock.Passed(memory.UnderusedSince, options.ReclaimAfter);
        contender.Runs = memory.Runs;
        contender.LowestA = station.Switched ? station.MaximumA : Math.Max(Math.Max(station.MinimumA, reading.VehicleMinimumA ?? 0), SeemsToNeedA(station, memory));
        (contender.HighestA, contender.Bound) = Ceiling(station, reading, contender.LowestA, unused, takenA, failSafe);
        contender.PreviousA = memory.HasOrder ? memory.OrderA : reading.ConfirmedA ?? 0;
        contender.MayDrawA = Math.Max(0, Math.Max(memory.FollowsAtMostA, takenA));

        var idle = IsIdle(reading, ref memory, clock);
        contender.Rank = idle ? Rank.Idle : Rank.Of(reading.Priority);
        (contender.Standing, contender.Bound) = Stand(index, station, reading, memory, contender, idle, site, fact, clock);
        if (station.Switched)
            contender.HighestA = contender.LowestA;
        contender.ReservedA = contender.Standing == Standing.OutOfControl ? Reserve(station, reading, memory, takenA) : 0;
        contender.KeepsOrder = contender.Bound == ReasonCode.NotReachable || (contender.Bound == ReasonCode.IgnoresOrders && !memory.Is(StationMarks.Disobeys));
    }

    private (double HighestA, ReasonCode Bound) Ceiling(Station station, in StationInput reading, double lowestA, bool unused, double takenA, bool failSafe)
    {
        var (highestA, bound) = (station.MaximumA, ReasonCode.StationMaximum);
        if (reading.Limit.Lower(highestA) is var limitA && limitA < highestA)
            (highestA, bound) = (limitA, ReasonCode.StationLimit);
        if (failSafe && station.FallbackA < highestA)
            (highestA, bound) = (station.FallbackA, ReasonCode.FailSafe);
        if (!reading.Full && !unused)
            return (highestA, bound);

        // Whole amperes keep the ceiling still while the measured current trembles.
        var offerA = reading.Full ? lowestA : Math.Max(lowestA, Math.Ceiling(takenA + options.ProbeA));
        return offerA < highestA ? (offerA, ReasonCode.Unused) : (highestA, bound);
    }

    private double SeemsToNeedA(Station station, in StationMemory memory) =>
        memory.Is(StationMarks.OfferedMore) && !station.Switched ? Math.Min(station.MaximumA, options.LargestVehicleMinimumA) : 0;

    // Who is asked again after a long wait has some time to show that it takes something.
    private bool IsIdle(in StationInput reading, ref StationMemory memory, Clock clock)
    {
        var asked = memory.Is(StationMarks.AskedAgain) ? !clock.Passed(memory.RunningSince, options.ReclaimAfter) : clock.Passed(memory.WaitingSince, AskAgain);
        memory.Mark(StationMarks.AskedAgain, asked && reading.Connected);
        return (reading.Full || memory.Is(StationMarks.TakesNothing)) && !asked;
    }

    private (Standing Standing, ReasonCode Reason) Stand(
        int index, Station station, in StationInput reading, in StationMemory memory, in Contender contender, bool idle, in SiteMemory site, in StationFacts fact, Clock clock)
    {
        if (!reading.Reachable)
            return (Standing.OutOfControl, ReasonCode.NotReachable);
        if (memory.Is(StationMarks.Disobeys | StationMarks.Jumped))
            return (Standing.OutOfControl, ReasonCode.IgnoresOrders);
        if (!reading.Limit.IsNone && reading.Limit.Lower(1) == 0)
            return (Standing.Off, ReasonCode.Locked);
        if (!reading.Connected)
            return (Standing.Off, ReasonCode.NotConnected);
        if (reading.DischargeA > 0 && station.DischargeMaximumA > 0)
            return (Standing.Discharges, ReasonCode.Discharging);
        if (contender.HighestA < contender.LowestA)
            return (Standing.Off, contender.Bound);
        if (memory.OrderA > 0)
            return (Standing.Competes, contender.Bound);
        var rest = idle ? 2 * options.TurnLength : fact.MinimumOff;
        if ((station.MinimumA > 0 || station.Switched) && memory.PausedAt != Clock.Never && !clock.Passed(memory.PausedAt, rest))
            return (Standing.Off, ReasonCode.Resting);
        if (station.MinimumA > 0 && IsRestless(memory, clock))
            return (Standing.Off, ReasonCode.Queue);
        if (site.StaggerFrom != Clock.Never && !clock.Reached(site.StaggerFrom + Stagger.Delay(index, station.Id, site.StaggerFrom, options.StaggerOver)))
            return (Standing.Off, ReasonCode.Staggered);
        return (Standing.Competes, contender.Bound);
    }

    // Paused twice within the hour, it waits for a turn: room that comes and goes in between would only switch it again.
    private bool IsRestless(in StationMemory memory, Clock clock) =>
        memory.PausedBefore != Clock.Never && !clock.Passed(memory.PausedBefore, OneHour) && !queue.TurnChanges && !queue.IsEntitled(memory);

    private static double Reserve(Station station, in StationInput reading, in StationMemory memory, double takenA) =>
        !reading.Reachable ? Math.Max(station.FallbackA, memory.FollowsAtMostA)
        : memory.Is(StationMarks.Disobeys) ? station.MaximumA
        : Math.Min(station.MaximumA, takenA);
}
