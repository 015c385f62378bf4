using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Turns input and memory of one station into a <see cref="Contender"/>.</summary>
internal sealed class Assessment(
    SiteTopology topology, IReadOnlyList<CircuitBudget> budgets, CycleInput input, AllocatorState previous, DateTimeOffset now, AllocatorOptions options)
{
    private static readonly StationInput Silent = new() { Reachable = false };

    public Contender Assess(int index)
    {
        var station = topology.Stations[index];
        var reading = input.Stations.GetValueOrDefault(station.Id) ?? Silent;
        var measuredA = Observation.Measured(station, reading, options);
        var memory = Observation.Update(station, reading, measuredA, previous.Stations.GetValueOrDefault(station.Id), now, options);
        var lowestA = station.Switched ? station.MaximumA : station.MinimumA;
        var (highestA, bound) = Ceiling(index, station, reading, memory, measuredA);
        var (standing, reason) = Stand(station, reading, memory, lowestA, highestA, bound);

        return new Contender
        {
            Index = index,
            Station = station,
            Input = reading,
            Memory = memory,
            Phases = BookedPhases(station, memory),
            Standing = standing,
            LowestA = lowestA,
            HighestA = station.Switched ? lowestA : highestA,
            Bound = reason,
            ReservedA = standing == Standing.OutOfControl ? Reserve(station, reading, memory) : 0,
            MayDrawA = Math.Max(memory.FollowsAtMostA, measuredA?.HighestA ?? 0),
            Idle = !reading.WantsCurrent || (IsUnderused(memory) && measuredA is { HighestA: < Observation.NothingA }),
        };
    }

    private (double HighestA, ReasonCode Bound) Ceiling(
        int index, Station station, StationInput reading, StationMemory memory, PhaseCurrents? measuredA)
    {
        var (highestA, bound) = (station.MaximumA, ReasonCode.StationMaximum);
        if (reading.Limit.Lower(highestA) < highestA)
            (highestA, bound) = (reading.Limit.Lower(highestA), ReasonCode.StationLimit);
        if (IsFailSafe(index) && station.FallbackA < highestA)
            (highestA, bound) = (station.FallbackA, ReasonCode.FailSafe);
        if (highestA < station.MinimumA || station.Switched)
            return (highestA, bound);

        // Whole amperes keep the ceiling still while the measured current trembles.
        var takenA = !reading.WantsCurrent ? 0 : IsUnderused(memory) && measuredA is { } current ? current.HighestA : (double?)null;
        if (takenA is { } taken && Math.Max(station.MinimumA, Math.Ceiling(taken + options.ProbeA)) is var offerA && offerA < highestA)
            (highestA, bound) = (reading.WantsCurrent ? offerA : station.MinimumA, ReasonCode.Unused);
        return (highestA, bound);
    }

    private (Standing Standing, ReasonCode Reason) Stand(
        Station station, StationInput reading, StationMemory memory, double lowestA, double highestA, ReasonCode bound)
    {
        if (!reading.Reachable)
            return (Standing.OutOfControl, ReasonCode.NotReachable);
        if (memory.Disobeys)
            return (Standing.OutOfControl, ReasonCode.IgnoresOrders);
        if (!reading.Limit.IsNone && reading.Limit.Lower(1) == 0)
            return (Standing.Off, ReasonCode.Locked);
        if (!reading.Connected)
            return (Standing.Off, ReasonCode.NotConnected);
        if (highestA < lowestA)
            return (Standing.Off, bound);
        if (station.MinimumA > 0 && !(memory.OrderA > 0) && now - memory.PausedAt < options.MinimumOff)
            return (Standing.Off, ReasonCode.Resting);
        return (Standing.Competes, bound);
    }

    private bool IsFailSafe(int index)
    {
        foreach (var circuit in topology.PathOf(index))
        {
            if (budgets[circuit].FailSafe)
                return true;
        }

        return false;
    }

    private bool IsUnderused(StationMemory memory) => now - memory.UnderusedSince >= options.ReclaimAfter;

    private double Reserve(Station station, StationInput reading, StationMemory memory) =>
        reading.Reachable ? station.MaximumA
        : reading.WhenSilent == WhenSilent.FallsBack && now - memory.LastSeenAt >= options.StationFallbackTime ? station.FallbackA
        : Math.Max(station.FallbackA, memory.FollowsAtMostA);

    private PhaseSet BookedPhases(Station station, StationMemory memory) =>
        station.Rotation.IsKnown && now - memory.LoadedPhasesSince >= options.ReclaimAfter && memory.LoadedPhases != PhaseSet.None
            ? memory.LoadedPhases & station.Rotation.GridPhases
            : station.Rotation.GridPhases;
}
