using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>On which grid phases a station counts: always too many rather than too few.</summary>
internal static class Booking
{
    /// <summary>Sets the phases of a contender from what is known of wiring and vehicle.</summary>
    public static void Set(
        ref Contender contender, Station station, in StationFacts facts, in StationInput reading, in StationMemory memory, Clock clock, AllocatorOptions options)
    {
        var isLoadedLong = memory.LoadedPhases != PhaseSet.None && clock.Passed(memory.LoadedPhasesSince, options.ReclaimAfter);
        contender.PhaseUnknown = false;
        contender.OrderPhases = facts.WiredWithOnePhase ? 1 : memory.OrderPhases == 1 ? 1 : 3;
        contender.Phases = memory.Is(StationMarks.RotationWrong) ? PhaseSet.All
            : facts.RotationKnown ? WithKnownRotation(facts, reading, memory, isLoadedLong)
            : WithUnknownRotation(ref contender, facts, reading, memory, isLoadedLong);
        contender.DrawPhases = contender.Phases;
        if (!station.SwitchesPhases)
            return;

        // It may still be charging on all phases until it had time to switch and does not say otherwise.
        var switched = reading.ConfirmedPhases == 1 || (reading.ConfirmedPhases is null && clock.Passed(memory.PhasesChangedAt, options.SettleTime));
        contender.DrawPhases = contender.OrderPhases == 1 && switched ? facts.OnOneTerminal & contender.Phases : contender.Phases;
        if (contender.DrawPhases == PhaseSet.None)
            contender.DrawPhases = facts.OnOneTerminal;
    }

    /// <summary>True when it is known which phases of the grid a station's current flows on.</summary>
    public static bool IsPlaced(in StationFacts facts, in StationMemory memory) => facts.RotationKnown
        ? !memory.Is(StationMarks.RotationWrong)
        : memory.LearntPhase != PhaseSet.None && (facts.WiredWithOnePhase || memory.LoadedPhases == PhaseSet.L1);

    /// <summary>What it takes, on the grid's phases, as far as that is known: what cannot be put on a phase stays in the base load.</summary>
    public static PhaseCurrents OnGrid(PhaseCurrents currentA, in StationFacts facts, in StationMemory memory)
    {
        if (IsPlaced(facts, memory))
            return facts.RotationKnown ? currentA : On(memory.LearntPhase, currentA.HighestA);
        return facts.WiredWithOnePhase || memory.Is(StationMarks.RotationWrong) ? PhaseCurrents.Zero : PhaseCurrents.Balanced(currentA.LowestA);
    }

    public static PhaseCurrents On(PhaseSet phases, double currentA) => new(
        (phases & PhaseSet.L1) != 0 ? currentA : 0, (phases & PhaseSet.L2) != 0 ? currentA : 0, (phases & PhaseSet.L3) != 0 ? currentA : 0);

    private static PhaseSet WithKnownRotation(in StationFacts facts, in StationInput reading, in StationMemory memory, bool isLoadedLong)
    {
        if (isLoadedLong && (memory.LoadedPhases & facts.Wired) is not PhaseSet.None and var loaded)
            return loaded;
        var ofVehicle = reading.VehiclePhases switch { 1 => facts.OnOneTerminal, 2 => facts.OnTwoTerminals, _ => facts.Wired };
        // What is measured wins over what somebody wrote down about the vehicle.
        return (memory.LoadedPhases & ~ofVehicle) == 0 ? ofVehicle : facts.Wired;
    }

    private static PhaseSet WithUnknownRotation(
        ref Contender contender, in StationFacts facts, in StationInput reading, in StationMemory memory, bool isLoadedLong)
    {
        var onFirstTerminal = facts.WiredWithOnePhase
            || (isLoadedLong ? memory.LoadedPhases == PhaseSet.L1 : reading.VehiclePhases == 1 && (memory.LoadedPhases & ~PhaseSet.L1) == 0);
        if (!onFirstTerminal)
            return PhaseSet.All;
        contender.PhaseUnknown = memory.LearntPhase == PhaseSet.None;
        return contender.PhaseUnknown ? PhaseSet.All : memory.LearntPhase;
    }
}
