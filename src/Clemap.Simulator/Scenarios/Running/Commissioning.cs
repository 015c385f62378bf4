using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Loads;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>What an electrician would write down of a scenario: circuits and stations as the controller knows them.</summary>
internal sealed class Commissioning(Scenario scenario, ILoad[][] loads)
{
    private const double NominalV = 230;

    private static readonly string[] Rotations = ["123", "231", "312"];

    public static Guid CircuitId(int place) => new(place + 1, 0, 0, new byte[8]);

    public static Guid StationId(int place) => new(0x10000 + place, 0, 0, new byte[8]);

    public Circuit Circuit(int place)
    {
        var spec = scenario.Circuits[place];
        return new Circuit(CircuitId(place), spec.Name, spec.Parent is { } parent ? CircuitId(PlaceOf(parent)) : null, PhaseCurrents.Balanced(spec.RatingA))
        {
            HasMeter = spec.Meter,
            StaticBaseLoadA = spec.StaticBaseLoadA is { } staticA ? PhaseCurrents.Balanced(staticA) : null,
            WorstBaseLoadA = PhaseCurrents.Balanced(spec.WorstBaseLoadA ?? Under(place, below => loads[below].Sum(load => load.WorstA), stopAtWritten: true)),
            SumRatingA = spec.SumRatingA,
            ExportRatingA = spec.ExportRatingA,
            MaximumGenerationA = Under(place, GenerationA, stopAtWritten: false),
            UnbalanceLimitA = spec.UnbalanceLimitA,
        };
    }

    public Station Station(ScenarioStations group, string name, int number, int place) => new(
        StationId(place), name, CircuitId(group.Circuit is { } circuit ? PlaceOf(circuit) : RootPlace()), PhaseRotation.Parse(Rotation(group, number)),
        group.MinimumA ?? (group.Switched ? group.MaximumA : 6), group.MaximumA, group.FallbackA)
    {
        StepA = group.StepA,
        FallbackTime = TimeSpan.FromSeconds(group.FallbackSeconds),
        Switched = group.Switched,
        SwitchGroupId = group.SwitchGroup is { } switchGroup ? GroupId(switchGroup) : null,
        MinimumOn = group.MinimumOnSeconds is { } onSeconds ? TimeSpan.FromSeconds(onSeconds) : null,
        MinimumOff = group.MinimumOffSeconds is { } offSeconds ? TimeSpan.FromSeconds(offSeconds) : null,
        SwitchesPhases = group.SwitchesPhases,
        DischargeMaximumA = group.DischargeMaximumA,
        Weight = group.Weight,
    };

    /// <summary>How the station really is, next to what was written down.</summary>
    public static StationTraits Traits(ScenarioStations group, string name, Station station, int number)
    {
        var rotation = group.Wired ?? Rotation(group, number);
        if (rotation == "unknown") rotation = Usual(group, number);
        return new StationTraits
        {
            Name = name,
            Wiring = [.. rotation.Select(digit => digit - '1')],
            MinimumA = station.MinimumA,
            MaximumA = station.MaximumA,
            FallbackA = station.FallbackA,
            FallbackSeconds = group.FallbackSeconds,
            WhenSilent = group.WhenSilent,
            StepA = group.StepA ?? 0,
            Rounding = group.Rounding,
            Switched = group.Switched,
            SwitchesPhases = group.SwitchesPhases,
            AnswersAfterSeconds = group.AnswersAfterSeconds,
            PhaseChangeSeconds = group.PhaseChangeSeconds,
            TellsFull = group.TellsFull,
        };
    }

    private static string Rotation(ScenarioStations group, int number) => group.Rotation ?? Usual(group, number);

    private static string Usual(ScenarioStations group, int number) => group.Phases == 1 ? "123".Substring(number % 3, 1) : Rotations[number % 3];

    private Guid GroupId(string name) => new(0x20000 + scenario.Stations.TakeWhile(group => group.SwitchGroup != name).Count(), 0, 0, new byte[8]);

    private int PlaceOf(string circuit) => scenario.Circuits.TakeWhile(other => other.Name != circuit).Count();

    private int RootPlace() => scenario.Circuits.TakeWhile(circuit => circuit.Parent is not null).Count();

    private double GenerationA(int place) => scenario.Circuits[place].Loads.OfType<SolarSpec>().Sum(solar => solar.PeakKw * 1000 / NominalV / solar.Phases);

    /// <summary>Sum over a circuit and all below it; a figure that somebody wrote down stands for its whole branch.</summary>
    private double Under(int place, Func<int, double> own, bool stopAtWritten) =>
        stopAtWritten && scenario.Circuits[place].WorstBaseLoadA is { } writtenA
            ? writtenA
            : own(place) + Enumerable.Range(0, scenario.Circuits.Count)
                .Where(below => scenario.Circuits[below].Parent == scenario.Circuits[place].Name).Sum(below => Under(below, own, stopAtWritten));
}
