using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;

namespace Clemap.Platform.DesiredState;

/// <summary>Desired states as they are stored and as they change.</summary>
internal static class Documents
{
    /// <summary>Before the first version nothing is wanted.</summary>
    public static DesiredStateDocument None { get; } = new(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>());

    public static DesiredStateDocument ReadDesired(string? json) =>
        json is null ? None : JsonSerializer.Deserialize(json, ContractsJson.Default.DesiredStateDocument)!;

    public static string Write(DesiredStateDocument document) => JsonSerializer.Serialize(document, ContractsJson.Default.DesiredStateDocument);

    /// <summary>The next version. A circuit or station about which nothing is wanted any more is left out.</summary>
    public static DesiredStateDocument Next(this DesiredStateDocument current, DesiredStateChange change)
    {
        var circuits = current.Circuits.ToDictionary();
        foreach (var (id, limitA) in change.CircuitLimitsA ?? new Dictionary<Guid, double?>())
            circuits[id] = new(limitA);
        var stations = current.Stations.ToDictionary();
        foreach (var (id, limitA) in change.StationLimitsA ?? new Dictionary<Guid, double?>())
            stations[id] = Wish(id) with { LimitA = limitA };
        foreach (var (id, priority) in change.StationPriorities ?? new Dictionary<Guid, StationPriority>())
            stations[id] = Wish(id) with { Priority = priority };
        return new(
            current.Version + 1,
            circuits.Where(circuit => circuit.Value.LimitA is not null).ToDictionary(),
            stations.Where(station => station.Value is not { LimitA: null, Priority: null }).ToDictionary());

        StationWish Wish(Guid id) => stations.GetValueOrDefault(id, new(null, null));
    }
}
