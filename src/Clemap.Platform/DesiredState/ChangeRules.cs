using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.LoadControl.FailSafe;
using Clemap.Platform.Http;
using Clemap.Platform.Sites;

namespace Clemap.Platform.DesiredState;

/// <summary>Whether a change may be wanted at all: the rules by which the edge would refuse it, asked before it is stored.</summary>
internal static class ChangeRules
{
    /// <summary>The first rule that is broken; <see langword="null"/> when the change is sound.</summary>
    public static BrokenRule? Check(SiteModel model, DesiredStateChange change)
    {
        var circuits = change.CircuitLimitsA ?? new Dictionary<Guid, double?>();
        var stations = change.StationLimitsA ?? new Dictionary<Guid, double?>();
        var priorities = change.StationPriorities ?? new Dictionary<Guid, StationPriority>();
        if (circuits.Count + stations.Count + priorities.Count == 0)
            return new("empty", "", "The change names nothing to change.");

        if (LimitRules.Check(SiteModelRules.Topology(model), circuits, stations) is [var refusal, ..])
        {
            var isCircuit = refusal.Code == LimitRefusalCodes.UnknownCircuit || model.Circuits.Any(circuit => circuit.Id == refusal.SubjectId);
            return new(refusal.Code, $"{(isCircuit ? "circuitLimitsA" : "stationLimitsA")}.{refusal.SubjectId}", refusal.Message);
        }

        foreach (var (id, priority) in priorities)
        {
            if (model.Stations.All(station => station.Id != id))
                return new(LimitRefusalCodes.UnknownStation, $"stationPriorities.{id}", $"There is no station {id} at this site.");
            if (!Enum.IsDefined(priority))
                return new("unknown-priority", $"stationPriorities.{id}", "A priority is low, normal or high.");
        }

        return null;
    }
}
