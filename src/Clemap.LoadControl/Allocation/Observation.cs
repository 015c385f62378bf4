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

    public static StationMemory Update(
        Station station, StationInput reading, PhaseCurrents? measuredA, StationMemory? last, DateTimeOffset now, AllocatorOptions options)
    {
        // Of a station that was never seen nothing is known, so that it may be drawing all it can.
        var memory = last ?? new StationMemory { FollowsAtMostA = station.MaximumA, LastSeenAt = now };
        if (!reading.Reachable)
            return memory with { FollowsAtMostA = AfterSilence(station, reading.WhenSilent, memory, now, options) };

        memory = memory with
        {
            LastSeenAt = now,
            FollowsAtMostA = Follows(reading, memory),
            UnderusedSince = IsUnderused(station, memory, measuredA) ? memory.UnderusedSince ?? now : null,
            OverdrawnSince = IsOverdrawn(memory, measuredA) ? memory.OverdrawnSince ?? now : null,
        };
        memory = memory with { Disobeys = Disobeys(memory, now, options) };
        return reading.Connected ? WithVehicle(station, memory, measuredA, now) : WithoutVehicle(memory);
    }

    private static double AfterSilence(
        Station station, WhenSilent silent, StationMemory memory, DateTimeOffset now, AllocatorOptions options) => silent switch
        {
            WhenSilent.Unknown => station.MaximumA,
            WhenSilent.FallsBack when now - memory.LastSeenAt >= options.StationFallbackTime => station.FallbackA,
            _ => memory.FollowsAtMostA,
        };

    /// <summary>What it says flows; <see langword="null"/> when it is silent or says what no station of its size can carry.</summary>
    public static PhaseCurrents? Measured(Station station, StationInput reading, AllocatorOptions options) =>
        reading.Reachable && reading.MeasuredA.TryGet(options.MaximumAge, out var measuredA) && measuredA.IsFinite
        && Math.Max(measuredA.HighestA, -measuredA.LowestA) <= ImplausibleTimesMaximum * station.MaximumA
            ? measuredA
            : null;

    // It follows an order that it confirmed. Until then it may be following any that was sent since the last one it confirmed.
    private static double Follows(StationInput reading, StationMemory memory) => reading.ConfirmedA switch
    {
        null => memory.FollowsAtMostA,
        { } confirmedA when memory.OrderA is not { } orderA || Math.Abs(confirmedA - orderA) <= SameOrderA =>
            Math.Max(confirmedA, memory.OrderA ?? 0),
        { } confirmedA => Math.Max(confirmedA, memory.FollowsAtMostA),
    };

    private static bool IsUnderused(Station station, StationMemory memory, PhaseCurrents? measuredA) =>
        memory.OrderA is > 0 and var orderA && measuredA is { } currentA
        && currentA.HighestA < (station.Switched ? NothingA : orderA - ClearlyLessA);

    private static bool IsOverdrawn(StationMemory memory, PhaseCurrents? measuredA) =>
        memory.OrderA is { } orderA && measuredA is { } currentA && currentA.HighestA > orderA + Math.Max(1, orderA / 10);

    // Either it had time to follow an order that stood still, or the order moved and it never came near it.
    private static bool Disobeys(StationMemory memory, DateTimeOffset now, AllocatorOptions options) =>
        memory.OverdrawnSince is { } since
        && (memory.Disobeys || now - since >= (now - memory.OrderChangedAt >= options.SettleTime ? options.SettleTime : 2 * options.SettleTime));

    private static StationMemory WithVehicle(Station station, StationMemory memory, PhaseCurrents? measuredA, DateTimeOffset now)
    {
        memory = memory with { ConnectedSince = memory.ConnectedSince ?? now };
        if (!station.Rotation.IsKnown || measuredA is not { } currentA || currentA.HighestA < LoadedA)
            return memory;

        var loaded = Loaded(Phase.L1) | Loaded(Phase.L2) | Loaded(Phase.L3);
        return loaded == memory.LoadedPhases ? memory : memory with { LoadedPhases = loaded, LoadedPhasesSince = now };

        PhaseSet Loaded(Phase phase) => currentA[phase] >= NothingA ? (PhaseSet)(1 << (int)phase) : PhaseSet.None;
    }

    private static StationMemory WithoutVehicle(StationMemory memory) => memory with
    {
        ConnectedSince = null,
        PausedAt = null,
        WaitingSince = null,
        UnderusedSince = null,
        LoadedPhases = PhaseSet.None,
        LoadedPhasesSince = null,
    };
}
