using Clemap.LoadControl.Electrical;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Format;

internal static class StationRules
{
    public static IEnumerable<string> Errors(ScenarioStations group, HashSet<string> circuits)
    {
        foreach (var error in ScenarioRules.NoCircuit(group.Circuit, circuits)) yield return error;
        if (group.Phases is not (1 or 3)) yield return "phases: it must be 1 or 3.";
        if (!Fits(group.Rotation, group.Phases)) yield return $"rotation: '{group.Rotation}' does not fit {group.Phases} phases.";
        if (group.Wired == "unknown" || !Fits(group.Wired, group.Phases)) yield return $"wired: '{group.Wired}' does not fit {group.Phases} phases.";
        if (group.MaximumA is not (> 0 and <= 1000)) yield return "maximumA: it must lie above 0 and up to 1000.";
        if (group.MinimumA < 0 || group.MinimumA > group.MaximumA) yield return "minimumA: it must lie between 0 and maximumA.";
        if (!(group.FallbackA >= 0 && group.FallbackA <= group.MaximumA)) yield return "fallbackA: it must lie between 0 and maximumA.";
        if (group.FallbackSeconds < 2) yield return "fallbackSeconds: it must be at least 2.";
        if (group.StepA <= 0) yield return "stepA: it must be above 0.";
        if (group.AnswersAfterSeconds < 1) yield return "answersAfterSeconds: it must be at least 1.";
        if (group.PhaseChangeSeconds < 1) yield return "phaseChangeSeconds: it must be at least 1.";
        if (group.SwitchGroup is not null && !group.Switched) yield return "switchGroup: only switched stations have one.";
        if (group.Switched && group.FallbackA != 0 && group.FallbackA != group.MaximumA) yield return "fallbackA: a switched station falls back to 0 or maximumA.";
        if (group.SwitchesPhases && group.Phases != 3) yield return "switchesPhases: only a station with 3 phases can.";
        if (group.DischargeMaximumA < 0) yield return "dischargeMaximumA: it must not be negative.";
        if (group.Weight is not (> 0 and <= 1000)) yield return "weight: it must lie above 0 and up to 1000.";
        if (group.Cars is { Count: 0 }) yield return "cars: at least one is needed.";
        foreach (var error in ScenarioRules.Each(group.Cars ?? [], "cars", OfCar)) yield return error;
        if (group.Arrivals is { } arrivals)
            foreach (var error in OfArrivals(arrivals)) yield return "arrivals." + error;
    }

    public static IEnumerable<string> OfCar(ScenarioCar car)
    {
        var model = car.Model();
        if (model.CapacityKwh is not (> 0 and <= 2000)) yield return "capacityKwh: it must lie above 0 and up to 2000.";
        if (model.Phases is < 1 or > 3) yield return "phases: it must be 1, 2 or 3.";
        if (model.MinimumA is not (>= 0 and <= 100)) yield return "minimumA: it must lie between 0 and 100.";
        if (!(model.MaximumA >= model.MinimumA && model.MaximumA <= 1000)) yield return "maximumA: it must not be below minimumA.";
        if (model.ReactionSeconds is < 0 or > OfferDelay.LongestSeconds) yield return $"reactionSeconds: it must lie between 0 and {OfferDelay.LongestSeconds}.";
        if (model.RampUpAPerSecond <= 0) yield return "rampUpAPerSecond: it must be above 0.";
        if (model.RampDownAPerSecond <= 0) yield return "rampDownAPerSecond: it must be above 0.";
        if (model.TaperFrom is not (>= 0 and <= 1)) yield return "taperFrom: it must lie between 0 and 1.";
        if (model.TaperTo is not (>= 0 and <= 1)) yield return "taperTo: it must lie between 0 and 1.";
        if (model.DrawsLessA < 0 || model.DrawsLessA >= model.MaximumA) yield return "drawsLessA: it must not be negative, and below maximumA.";
    }

    public static IEnumerable<string> OfArrivals(ScenarioArrivals arrivals)
    {
        if (arrivals.Presence is < 0 or > 1) yield return "presence: it must lie between 0 and 1.";
        if (arrivals.StateOfChargeFrom is not (>= 0 and <= 1)) yield return "stateOfChargeFrom: it must lie between 0 and 1.";
        if (!(arrivals.StateOfChargeTo >= arrivals.StateOfChargeFrom && arrivals.StateOfChargeTo <= 1))
            yield return "stateOfChargeTo: it must lie between stateOfChargeFrom and 1.";
        if (arrivals.WithinSeconds < 0) yield return "withinSeconds: it must not be negative.";
        if (arrivals.StayHours is not (> 0 and <= 10_000)) yield return "stayHours: it must be above 0.";
        if (arrivals.EnergyKwh is not (> 0 and <= 1000)) yield return "energyKwh: it must lie above 0 and up to 1000.";
    }

    private static bool Fits(string? rotation, int phases) =>
        rotation is null || PhaseRotation.TryParse(rotation, out var parsed) && (!parsed.IsKnown || parsed.Phases == phases);
}
