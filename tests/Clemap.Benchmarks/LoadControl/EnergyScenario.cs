using System.Text.Json.Nodes;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>
/// The energy that perfect knowledge would have delivered at one of the scenarios of this folder: their loads are constant and each group of stations
/// has one kind of car, so that the scenario and its visits say everything.
/// </summary>
internal sealed class EnergyScenario
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    // The same part of each limit is kept free by the rule that is measured.
    private const double MarginShare = 0.03;

    private readonly JsonNode[] _circuits;
    private readonly Dictionary<string, int> _places;
    private readonly JsonNode[] _groups;

    public EnergyScenario(JsonNode scenario)
    {
        _circuits = [.. scenario["circuits"]!.AsArray().Select(circuit => circuit!)];
        _places = _circuits.Select((circuit, place) => (Name: (string)circuit["name"]!, place)).ToDictionary(entry => entry.Name, entry => entry.place);
        _groups = [.. scenario["stations"]!.AsArray().Select(group => group!)];
    }

    /// <param name="visits">As the simulator lists them: station, arrives, leaves, askedKwh.</param>
    public double BestKWh(JsonArray visits)
    {
        var start = visits.Min(visit => Time(visit!, "arrives"));
        var slots = (int)Math.Ceiling((visits.Max(visit => Time(visit!, "leaves")) - start) / Slot);
        List<OfflineStation> stations = [.. _groups.Select(group => new OfflineStation(_places[(string)group["circuit"]!]))];
        return OfflineOptimum.EnergyKWh(Circuits(slots), stations, [.. visits.Select(visit => Visit(visit!, start))], Slot);
    }

    private static DateTimeOffset Time(JsonNode visit, string field) => visit[field]!.GetValue<DateTimeOffset>();

    private List<OfflineCircuit> Circuits(int slots)
    {
        PhaseCurrents[] baseA = [.. _circuits.Select(circuit => (circuit["loads"]?.AsArray() ?? []).Aggregate(PhaseCurrents.Zero, (sumA, load) => sumA + Load(load!)))];
        int[] parents = [.. _circuits.Select(circuit => (string?)circuit["parent"] is { } parent ? _places[parent] : -1)];
        for (var i = parents.Length - 1; i > 0; i--)
            baseA[parents[i]] += baseA[i];
        return [.. _circuits.Select((circuit, i) => new OfflineCircuit(
            parents[i],
            [.. Enumerable.Repeat(PhaseCurrents.Balanced(circuit["ratingA"]!.GetValue<double>() * (1 - MarginShare)) - baseA[i], slots)]))];
    }

    private static PhaseCurrents Load(JsonNode load) => (string?)load["kind"] == "constant"
        ? new PhaseCurrents(load["currentA"]![0]!.GetValue<double>(), load["currentA"]![1]!.GetValue<double>(), load["currentA"]![2]!.GetValue<double>())
        : throw new InvalidOperationException("Only constant loads can be reckoned with beforehand.");

    private OfflineVisit Visit(JsonNode visit, DateTimeOffset start)
    {
        var name = (string)visit["station"]!;
        var group = Array.FindIndex(_groups, group => name.StartsWith((string)group["name"]!, StringComparison.Ordinal));
        var car = _groups[group]["cars"]![0]!;
        var terminals = PlantStation.AtTerminals(1, car["phases"]!.GetValue<int>());
        var gridA = PhaseRotation.Parse((string)_groups[group]["rotation"]!).ToGrid(terminals);
        return new OfflineVisit(
            group,
            (Time(visit, "arrives") - start) / Slot,
            (Time(visit, "leaves") - start) / Slot,
            visit["askedKwh"]!.GetValue<double>(),
            (gridA.L1A > 0 ? PhaseSet.L1 : 0) | (gridA.L2A > 0 ? PhaseSet.L2 : 0) | (gridA.L3A > 0 ? PhaseSet.L3 : 0),
            Math.Min(car["maximumA"]!.GetValue<double>(), _groups[group]["maximumA"]!.GetValue<double>()));
    }
}
