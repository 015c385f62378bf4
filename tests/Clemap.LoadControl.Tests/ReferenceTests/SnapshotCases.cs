using System.Text.Json.Nodes;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.LoadControl.Tests.ReferenceTests;

/// <summary>Reads the situations of <c>Cases/</c> as snapshots.</summary>
internal static class SnapshotCases
{
    public static Snapshot Of(JsonNode situation)
    {
        var (nodes, stations) = (situation["nodes"]!.AsArray(), situation["stations"]!.AsArray());
        // Parents stand before their children in all files.
        var numbers = nodes.Select((node, number) => (Id: (string)node!["id"]!, number)).ToDictionary(entry => entry.Id, entry => entry.number);
        PhaseCurrents[] baseA = [.. nodes.Select(node => node!["baseA"] is { } ownA ? Phases(ownA) : PhaseCurrents.Zero)];
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if ((string?)nodes[i]!["parent"] is { } parent)
                baseA[numbers[parent]] += baseA[i];
        }

        return new Snapshot(
            [.. nodes.Select((node, i) => new CircuitSnapshot(
                (string?)node!["parent"] is { } parent ? numbers[parent] : -1, Phases(node["limitA"]!), node["limitSumA"]?.GetValue<double>(), baseA[i]))],
            [.. stations.Select(node => Station(node!, numbers))]);
    }

    private static StationSnapshot Station(JsonNode node, Dictionary<string, int> circuits) => new(
        circuits[(string)node["node"]!],
        node["phases"]!.AsArray().Aggregate(PhaseSet.None, (set, phase) => set | (PhaseSet)(1 << (phase!.GetValue<int>() - 1))),
        node["minA"]!.GetValue<double>(), node["maxA"]!.GetValue<double>(), node["priority"]?.GetValue<int>() ?? 0)
    {
        StepA = node["stepA"]?.GetValue<double>(),
        Switched = node["switched"]?.GetValue<bool>() ?? false,
        Wants = node["wants"]?.GetValue<bool>() ?? true,
    };

    private static PhaseCurrents Phases(JsonNode node) =>
        new(node[0]!.GetValue<double>(), node[1]!.GetValue<double>(), node[2]!.GetValue<double>());
}
