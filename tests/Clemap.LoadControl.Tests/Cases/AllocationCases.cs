using System.Text.Json.Nodes;
using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Cases;

/// <summary>Situations from public projects and users' reports, with the currents a correct controller sets.</summary>
public class AllocationCases
{
    private const double ToleranceA = 0.01;
    private static readonly Dictionary<string, JsonNode> All = CaseFiles.OfKind("allocation").ToDictionary(id => id, id => CaseFiles.All[id]);

    public static TheoryData<string> OfKind(string portability) =>
        [.. All.Where(entry => (string?)entry.Value["portability"] == portability).Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(OfKind), "exact")]
    public void An_exact_case_gives_the_expected_currents(string id)
    {
        var site = Settle(All[id], out var stations);

        foreach (var (name, expectedA) in All[id]["expected"]!["stationsA"]!.AsObject())
            site.OrderOf(stations[name]).ShouldBe(expectedA!.GetValue<double>(), ToleranceA, $"{id}, {name}: {site.ReasonsOf(stations[name])}");
    }

    // Five of seven cars fit 35 A at 7 A each; two wait.
    [Fact]
    public void Seven_cars_on_35_A_run_five_at_7_A()
    {
        var site = Settle(All["iss-35A-seven"], out var stations);
        var expected = All["iss-35A-seven"]["expected"]!;

        var orders = stations.Values.Select(site.OrderOf).Where(orderA => orderA > 0).ToList();
        orders.Count.ShouldBe(expected["activeCount"]!.GetValue<int>());
        orders.ShouldAllBe(orderA => Math.Abs(orderA - expected["activeA"]!.GetValue<double>()) < ToleranceA);
    }

    [Fact]
    public void Every_allocation_case_that_is_sure_is_run() =>
        All.Count.ShouldBe(OfKind("exact").Count + OfKind("property").Count);

    private static SimulatedSite Settle(JsonNode entry, out Dictionary<string, Guid> stations)
    {
        var circuitIds = Ids(entry["nodes"]!, 0x10);
        stations = Ids(entry["stations"]!, 0xA0);
        var stationIds = stations;
        var site = new SimulatedSite(Sites.Build(
            entry["nodes"]!.AsArray().Select(node => ToCircuit(node!, circuitIds)),
            entry["stations"]!.AsArray().Select(node => ToStation(node!, circuitIds, stationIds))));

        foreach (var node in entry["nodes"]!.AsArray())
        {
            // A fuse of 0 A cannot be commissioned; such a node is a limit that was set from outside.
            if (Phases(node!["limitA"]!).HighestA == 0)
                site.LimitsA[circuitIds[Name(node)]] = 0;
            if (node["baseA"] is { } baseA)
                site.BaseLoadA[circuitIds[Name(node)]] = Phases(baseA);
        }

        foreach (var node in entry["stations"]!.AsArray())
        {
            var car = site.Cars[stations[Name(node!)]];
            car.TakesAtMostA = 1000;
            car.Connected = node!["wants"]?.GetValue<bool>() ?? true;
            car.Priority = (node["priority"]?.GetValue<int>() ?? 0) > 0 ? PriorityClass.High : PriorityClass.Normal;
        }

        site.Run(45);
        return site;
    }

    private static Circuit ToCircuit(JsonNode node, Dictionary<string, Guid> ids)
    {
        var limitA = Phases(node["limitA"]!);
        return new Circuit(
            ids[Name(node)], Name(node), (string?)node["parent"] is { } parent ? ids[parent] : null,
            limitA.HighestA == 0 ? PhaseCurrents.Balanced(63) : limitA)
        {
            SumRatingA = node["limitSumA"]?.GetValue<double>(),
        };
    }

    private static Station ToStation(JsonNode node, Dictionary<string, Guid> circuits, Dictionary<string, Guid> ids) => new(
        ids[Name(node)], Name(node), circuits[(string)node["node"]!],
        PhaseRotation.Parse(string.Concat(node["phases"]!.AsArray().Select(phase => phase!.GetValue<int>()))),
        node["minA"]!.GetValue<double>(), node["maxA"]!.GetValue<double>(), FallbackA: 0)
    {
        StepA = node["stepA"]?.GetValue<double>(),
        Switched = node["switched"]?.GetValue<bool>() ?? false,
    };

    private static Dictionary<string, Guid> Ids(JsonNode nodes, int first) => nodes.AsArray()
        .Select((node, index) => (Name: Name(node!), Id: Sites.Id(first + index))).ToDictionary(entry => entry.Name, entry => entry.Id);

    private static string Name(JsonNode node) => (string)node["id"]!;

    private static PhaseCurrents Phases(JsonNode node) =>
        new(node[0]!.GetValue<double>(), node[1]!.GetValue<double>(), node[2]!.GetValue<double>());
}
