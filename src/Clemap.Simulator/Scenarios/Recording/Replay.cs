using System.IO.Compression;
using System.Text.Json;
using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Running;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Scenarios.Recording;

/// <param name="Cycles">Decided again.</param>
/// <param name="Differences">Orders that came out otherwise, to the last bit.</param>
/// <param name="FirstDifference">In one sentence.</param>
internal sealed record ReplayFigures(long Cycles, long Differences, string? FirstDifference);

/// <summary>A recorded day: the scenario on the first line, then a line a cycle; packed when its name ends with <c>.gz</c>.</summary>
internal static class Replay
{
    public static TextWriter Create(string path)
    {
        var file = File.Create(path);
        return new StreamWriter(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.SmallestSize) : file);
    }

    /// <exception cref="UserErrorException">The file is no recording.</exception>
    public static ReplayFigures Run(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
            var site = new SimulatedSite(ScenarioFile.Parse(reader.ReadLine() ?? "null", path), path);
            return Run(reader, site, SharingRules.Create(SharingRules.Own, site.Topology, site.Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            throw new UserErrorException($"The recording {path} cannot be read: {e.Message}", e);
        }
    }

    private static ReplayFigures Run(StreamReader reader, SimulatedSite site, ISharingRule rule)
    {
        var input = new CycleInput(site.Topology);
        var (orders, recorded) = (new StationOrder[site.Stations.Length], new StationOrder[site.Stations.Length]);
        var (cycles, differences, first) = (0L, 0L, (string?)null);
        while (reader.ReadLine() is { } line)
        {
            var cycle = JsonSerializer.Deserialize<RecordedCycle>(line, RecordingRule.Format) ?? throw new JsonException($"Line {cycles + 2} is empty.");
            foreach (var circuit in cycle.Circuits ?? []) input.Circuits[circuit.Place] = circuit.ToInput();
            foreach (var station in cycle.Stations ?? []) input.Stations[station.Place] = station.ToInput();
            foreach (var order in cycle.Orders ?? []) recorded[order.Place] = new StationOrder(order.CurrentA, order.Phases);
            if (cycle.Restarted) rule.Restart();
            input.PowerReturned = cycle.PowerReturned;
            rule.Decide(input, cycle.At, orders);
            cycles++;
            for (var i = 0; i < orders.Length; i++)
            {
                if (orders[i] == recorded[i]) continue;
                differences++;
                first ??= FormattableString.Invariant(
                    $"At {DateTimeOffset.FromUnixTimeSeconds(cycle.At):O} station {site.Topology.Stations[i].Name} was ordered {recorded[i].CurrentA:R} A and is now ordered {orders[i].CurrentA:R} A.");
            }
        }

        return new ReplayFigures(cycles, differences, first);
    }
}
