using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.LoadControl.Availability;
using Clemap.LoadControl.FailSafe;
using Clemap.Platform.Http;
using Clemap.Platform.Sites;

namespace Clemap.Platform.DesiredState;

/// <summary>Whether a change may be wanted at all: the rules by which the edge would refuse it, asked before it is stored.</summary>
internal static class ChangeRules
{
    private const string Circuits = "circuits.";
    private const string Stations = "stations.";

    /// <summary>The first rule that the change itself breaks; <see langword="null"/> when it can be applied.</summary>
    public static BrokenRule? Check(SiteModel model, DesiredStateChange change)
    {
        if ((change.CircuitLimitsA?.Count ?? 0) + (change.StationLimitsA?.Count ?? 0) + (change.StationPriorities?.Count ?? 0) + (change.Calendars?.Count ?? 0) == 0
            && change is { Mode: null, Tariff: null, Grid: null })
            return new("empty", "", "The change names nothing to change.");
        foreach (var id in change.CircuitLimitsA?.Keys.Where(id => model.Circuits.All(circuit => circuit.Id != id)) ?? [])
            return new(LimitRefusalCodes.UnknownCircuit, $"circuitLimitsA.{id}", $"There is no circuit {id} at this site.");
        foreach (var id in change.StationLimitsA?.Keys.Where(id => model.Stations.All(station => station.Id != id)) ?? [])
            return new(LimitRefusalCodes.UnknownStation, $"stationLimitsA.{id}", $"There is no station {id} at this site.");
        foreach (var (id, priority) in change.StationPriorities ?? new Dictionary<Guid, StationPriority>())
        {
            if (model.Stations.All(station => station.Id != id))
                return new(LimitRefusalCodes.UnknownStation, $"stationPriorities.{id}", $"There is no station {id} at this site.");
            if (!Enum.IsDefined(priority))
                return new("unknown-priority", $"stationPriorities.{id}", "A priority is low, normal or high.");
        }

        foreach (var (id, _) in change.Calendars?.Where(calendar => calendar.Value is { } wish && Wholeness.HasGap(wish)) ?? [])
            return new("missing", $"calendars.{id}", "An entry of the list is empty.");
        if (change.Tariff?.LowTariff.Any(static span => span is null) == true)
            return new("missing", "tariff.lowTariff", "An entry of the list is empty.");
        return change.Mode is { } mode && !Enum.IsDefined(mode) ? new("unknown-mode", "mode", "A mode is priority, fair or surplus.") : null;
    }

    /// <summary>The first rule that what would be wanted breaks; <see langword="null"/> when the device will take it.</summary>
    /// <param name="before">What is wanted now: a device that does not know a part is told nothing new of it.</param>
    /// <param name="features">What the device knows; <see langword="null"/> when it did not say.</param>
    public static BrokenRule? Check(SiteModel model, DesiredStateDocument before, DesiredStateDocument next, IReadOnlyList<string>? features)
    {
        if (WishRules.Check(SiteModelRules.Topology(model), WishesOf.Document(next)) is [var refusal, ..])
            return new(refusal.Code, FieldOf(refusal), refusal.Message);
        var paths = Difference.Between(before, next).Where(part => part.After is not null).Select(part => part.Path).ToList();
        foreach (var (feature, field) in new[]
                 {
                     (DeviceFeature.Calendars, "calendars"), (DeviceFeature.Mode, "mode"), (DeviceFeature.Tariff, "tariff"), (DeviceFeature.PeakCap, "grid"),
                 })
        {
            if (paths.Any(path => path == field || path.StartsWith($"{field}.", StringComparison.Ordinal)) && features?.Contains(feature) != true)
                return new("device-too-old", field, "The software of the device does not know this yet, and would pass over it. Update it first.");
        }

        return null;
    }

    // The edge's paths are those of the document; a change has limits by themselves.
    private static string FieldOf(WishRefusal refusal) =>
        refusal.Field.StartsWith(Circuits, StringComparison.Ordinal) ? $"circuitLimitsA.{refusal.SubjectId}"
        : refusal.Field.StartsWith(Stations, StringComparison.Ordinal) ? $"stationLimitsA.{refusal.SubjectId}"
        : refusal.Field;
}
