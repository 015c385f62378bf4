using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Figures;
using Clemap.Simulator.Scenarios.Running;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Tests.Scenarios;

/// <summary>Orders the same all the time and keeps what it was told, second by second.</summary>
internal sealed class SpyRule(double orderA) : ISharingRule
{
    public Dictionary<long, CycleInput> Seen { get; } = [];
    public int Restarts { get; private set; }

    public long Decide(CycleInput input, long now, Span<StationOrder> orders)
    {
        var copy = new CycleInput(input.Topology);
        copy.CopyFrom(input);
        Seen[now] = copy;
        orders.Fill(new StationOrder(orderA, 3));
        return long.MaxValue;
    }

    public void Restart() => Restarts++;

    /// <summary>A quarter of an hour from 18:00 on of a site with one car, constant loads of 10, 12 and 14 A and one step at 18:05.</summary>
    public static (SpyRule Rule, RunFigures Figures, SimulatedSite Site) Watch(string more, double orderA = 10)
    {
        var scenario = ScenarioFile.Parse(
            """
            {
              "start": "2026-01-12T18:00:00", "days": 0.0104166667, "meterNoiseA": 0,
              "circuits": [
                {
                  "name": "grid", "ratingA": 40,
                  "loads": [
                    { "kind": "constant", "currentA": [10, 12, 14] },
                    { "kind": "steps", "steps": [{ "at": "18:05", "currentA": [1, 1, 1] }] },
                  ],
                },
              ],
              "stations": [{ "fallbackA": 6, "fallbackSeconds": 60 }],
              "cars": [{ "drawsLessA": 0 }],
              "visits": [{ "station": "P", "arrives": "17:00", "leaves": "20:00" }],
            """ + more + "}", "watched.json");
        var (site, rule) = (new SimulatedSite(scenario, "watched.json"), new SpyRule(orderA));
        return (rule, new Simulation(site, rule, everySecond: true).Run(), site);
    }
}
