using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>What one look at a station adds to what is remembered of it.</summary>
internal static class Observation
{
    /// <summary>Below this a vehicle takes nothing.</summary>
    public const double NothingA = 1;

    private const double ImplausibleTimesMaximum = 10;
    private const double SameOrderA = 0.1;
    private const double ClearlyLessA = 1.5;
    private const double LoadedA = 3;

    /// <summary>What it says flows; false when it is silent or says what no station of its size can carry.</summary>
    public static bool TryMeasure(Station station, in StationInput reading, AllocatorOptions options, out PhaseCurrents measuredA)
    {
        measuredA = PhaseCurrents.Zero;
        return reading.Reachable && reading.MeasuredA.TryGet(options.MaximumAge, out measuredA) && measuredA.IsFinite
            && Math.Max(measuredA.HighestA, -measuredA.LowestA) <= ImplausibleTimesMaximum * station.MaximumA;
    }

    public static void Update(
        ref StationMemory memory, Station station, in StationInput reading, bool isMeasured, PhaseCurrents measuredA, Clock clock, AllocatorOptions options)
    {
        // Of a station that was never seen nothing is known, so that it may be drawing all it can.
        if (double.IsNaN(memory.FollowsAtMostA))
            memory.FollowsAtMostA = station.MaximumA;
        if (!reading.Reachable)
        {
            Start(ref memory.SilentSince, true, clock);
            memory.FollowsAtMostA = AfterSilence(memory, station, reading.WhenSilent, clock);
            return;
        }

        memory.SilentSince = Clock.Never;
        memory.FollowsAtMostA = Follows(memory, reading);
        Start(ref memory.UnderusedSince, isMeasured && IsUnderused(memory, station, measuredA), clock);
        Start(ref memory.OverdrawnSince, isMeasured && IsOverdrawn(memory, measuredA), clock);
        memory.Mark(StationMarks.Jumped, memory.OverdrawnSince != Clock.Never && (memory.Is(StationMarks.Jumped) || HasSettled(memory, clock, options)));
        memory.Mark(StationMarks.Disobeys, Disobeys(memory, clock, options));
        if (!station.IsBuilding)
            SeeWhetherItTakes(ref memory, isMeasured, measuredA, clock, options);
        if (reading.Connected)
            WithVehicle(ref memory, isMeasured && !station.IsBuilding && !IsOnOnePhase(memory, station, clock, options), measuredA, clock);
        else
            WithoutVehicle(ref memory);
    }

    /// <summary>Keeps the moment since when something is so.</summary>
    private static void Start(ref long since, bool isSo, Clock clock) => since = !isSo ? Clock.Never : since == Clock.Never ? clock.Now : since;

    private static bool HasSettled(in StationMemory memory, Clock clock, AllocatorOptions options) =>
        (memory.MovedAt == Clock.Never || clock.Passed(memory.MovedAt, options.SettleTime))
        && (memory.ConnectedSince == Clock.Never || clock.Passed(memory.ConnectedSince, options.SettleTime));

    private static double AfterSilence(in StationMemory memory, Station station, WhenSilent silent, Clock clock) => silent switch
    {
        WhenSilent.Unknown => station.MaximumA,
        WhenSilent.FallsBack when clock.Passed(memory.SilentSince, station.FallbackTime) => station.FallbackA,
        _ => memory.FollowsAtMostA,
    };

    // It follows an order that it confirmed. Until then it may be following any that was sent since the last one it confirmed.
    private static double Follows(in StationMemory memory, in StationInput reading)
    {
        if (reading.ConfirmedA is not { } confirmedA)
            return memory.FollowsAtMostA;
        return memory.HasOrder && Math.Abs(confirmedA - memory.OrderA) > SameOrderA
            ? Math.Max(confirmedA, memory.FollowsAtMostA)
            : Math.Max(confirmedA, memory.HasOrder ? memory.OrderA : 0);
    }

    private static bool IsUnderused(in StationMemory memory, Station station, PhaseCurrents measuredA) =>
        memory.OrderA > 0 && measuredA.HighestA < (station.Switched ? NothingA : memory.OrderA - ClearlyLessA);

    private static bool IsOverdrawn(in StationMemory memory, PhaseCurrents measuredA)
    {
        var orderA = Math.Max(0, memory.OrderA);
        return measuredA.HighestA > orderA + Math.Max(1, orderA / 10);
    }

    // Either it had time to follow an order that stood still, or the order moved and it never came near it. Orders are renewed meanwhile, so that it
    // has ignored more than one.
    private static bool Disobeys(in StationMemory memory, Clock clock, AllocatorOptions options)
    {
        if (memory.OverdrawnSince == Clock.Never)
            return false;
        return memory.Is(StationMarks.Disobeys)
            || clock.Passed(memory.OverdrawnSince, memory.Is(StationMarks.Jumped) || clock.Passed(memory.MovedAt, options.SettleTime) ? options.SettleTime : 2 * options.SettleTime);
    }

    // Zoe-like vehicles take nothing below 8 to 9 A: before one counts as full it is offered so much once.
    private static void SeeWhetherItTakes(ref StationMemory memory, bool isMeasured, PhaseCurrents measuredA, Clock clock, AllocatorOptions options)
    {
        if (isMeasured && measuredA.HighestA >= NothingA)
            memory.Mark(StationMarks.TakesNothing, false);
        else if (isMeasured && clock.Passed(memory.UnderusedSince, options.ReclaimAfter))
        {
            var tried = memory.OrderA >= options.LargestVehicleMinimumA || memory.Is(StationMarks.OfferedMore);
            memory.Mark(StationMarks.TakesNothing, tried);
            if (tried)
                return;
            memory.Mark(StationMarks.OfferedMore, true);
            memory.UnderusedSince = clock.Now;
        }
    }

    private static void WithVehicle(ref StationMemory memory, bool isMeasured, PhaseCurrents measuredA, Clock clock)
    {
        Start(ref memory.ConnectedSince, true, clock);
        if (!isMeasured || measuredA.HighestA < LoadedA)
            return;
        var loaded = Loaded(measuredA);
        if (loaded == memory.LoadedPhases)
            return;
        (memory.LoadedPhases, memory.LoadedPhasesSince) = (loaded, clock.Now);
    }

    // Told to charge on one phase, it does not show how many the vehicle can use.
    private static bool IsOnOnePhase(in StationMemory memory, Station station, Clock clock, AllocatorOptions options) =>
        station.SwitchesPhases && (memory.OrderPhases == 1 || (memory.PhasesChangedAt != Clock.Never && !clock.Passed(memory.PhasesChangedAt, options.SettleTime)));

    private static PhaseSet Loaded(PhaseCurrents currentA) =>
        (currentA.L1A >= NothingA ? PhaseSet.L1 : 0) | (currentA.L2A >= NothingA ? PhaseSet.L2 : 0) | (currentA.L3A >= NothingA ? PhaseSet.L3 : 0);

    private static void WithoutVehicle(ref StationMemory memory)
    {
        memory.ConnectedSince = Clock.Never;
        memory.PausedAt = Clock.Never;
        memory.PausedBefore = Clock.Never;
        memory.WaitingSince = Clock.Never;
        memory.UnderusedSince = Clock.Never;
        memory.Mark(StationMarks.TakesNothing | StationMarks.OfferedMore | StationMarks.AskedAgain, false);
        memory.LoadedPhases = PhaseSet.None;
        memory.LoadedPhasesSince = Clock.Never;
    }
}
