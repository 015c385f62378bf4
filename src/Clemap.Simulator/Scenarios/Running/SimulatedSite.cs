using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Scenarios.Arrivals;
using Clemap.Simulator.Scenarios.Faults;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Loads;
using Clemap.Simulator.Scenarios.Plant;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>A scenario as the things that run: the tree, its loads and fuses, stations with their stays, and what goes wrong when.</summary>
internal sealed class SimulatedSite
{
    private const int LoadStreams = 20_000;
    private const int StreamsPerLoad = 8;

    private readonly Scenario _scenario;
    private readonly Chance _chance;
    private readonly LocalTime _time;

    /// <exception cref="UserErrorException">The electrical tree is not sound.</exception>
    public SimulatedSite(Scenario scenario, string name)
    {
        _scenario = scenario;
        _chance = new Chance(scenario.Seed);
        _time = new LocalTime(TimeZoneInfo.FindSystemTimeZoneById(scenario.TimeZone));
        var localStart = (long)(scenario.Start - DateTime.UnixEpoch).TotalSeconds;
        LocalMidnight = localStart - localStart % LocalTime.DaySeconds;
        (Start, Midnight) = (_time.ToUnix(localStart), _time.ToUnix(LocalMidnight));
        End = Start + (long)Math.Round(scenario.Days * LocalTime.DaySeconds);

        var loads = scenario.Circuits.Select((circuit, place) => (ILoad[])[.. LoadsOf(circuit, place)]).ToArray();
        var members = scenario.Stations.SelectMany(group => StationNames.Of(group).Select((station, number) => (Group: group, Name: station, Number: number))).ToArray();
        var commissioning = new Commissioning(scenario, loads);
        var created = SiteTopology.Create(
            scenario.Circuits.Select((_, place) => commissioning.Circuit(place)), members.Select((member, place) => commissioning.Station(member.Group, member.Name, member.Number, place)));
        Topology = created.Topology ?? throw new UserErrorException($"The scenario {name} is not valid: circuits: {created.Errors[0].Message}");
        Tree = new SiteTree(Topology);
        Loads = new ILoad[loads.Length][];
        Fuses = new Fuse[loads.Length * 3];
        for (var place = 0; place < loads.Length; place++) Install(Topology.IndexOfCircuit(Commissioning.CircuitId(place)), scenario.Circuits[place], loads[place]);

        Stations = [.. members.Select((member, place) => new ChargingStation(Commissioning.Traits(member.Group, member.Name, Topology.Stations[place], member.Number)))];
        Groups = [.. members.Select(member => member.Group)];
        Stays = [.. Stations.Select((_, place) => StaysOf(place))];
        Faults = FaultPlan.Of(scenario, _chance, Start, End, Moment, Circuit, Station, [.. Enumerable.Range(0, loads.Length).Where(Tree.IsMetered)], Stations.Length);
        Options = new AllocatorOptions
        {
            MarginShare = scenario.MarginShare,
            Section14aApplies = scenario.GridOperator is { Section14a: true },
            Ripple = scenario.GridOperator?.Ripple is { } ripple ? new RippleSettings(ripple.Contact, ripple.WhenActive.Limit()) : null,
        };
    }

    public Scenario Scenario => _scenario;
    public SiteTopology Topology { get; }
    public SiteTree Tree { get; }
    public AllocatorOptions Options { get; }

    /// <summary>By circuit of the topology.</summary>
    public ILoad[][] Loads { get; }

    /// <summary>Three for each circuit of the topology.</summary>
    public Fuse[] Fuses { get; }

    public ChargingStation[] Stations { get; }
    public ScenarioStations[] Groups { get; }
    public IEnumerator<Stay>[] Stays { get; }
    public Fault[] Faults { get; }
    public Chance Chance => _chance;

    /// <summary>Unix seconds; the end is exclusive.</summary>
    public long Start { get; }

    public long End { get; }

    /// <summary>Unix seconds of the local midnight from which times of the file count.</summary>
    public long Midnight { get; }

    private long LocalMidnight { get; }

    public int Circuit(string name) => Topology.IndexOfCircuit(Commissioning.CircuitId(_scenario.Circuits.TakeWhile(circuit => circuit.Name != name).Count()));

    public int Station(string name) => Array.FindIndex(Stations, station => station.Traits.Name == name);

    private long Moment(TimeSpan time) => Midnight + (long)time.TotalSeconds;

    private void Install(int circuit, ScenarioCircuit spec, ILoad[] loads)
    {
        Loads[circuit] = loads;
        var curve = FuseCurve.Of(spec.Fuse, spec.RatingA);
        for (var phase = 0; phase < 3; phase++) Fuses[circuit * 3 + phase] = new Fuse(curve, spec.RatingA * FuseCurve.Derating(spec.AmbientC, spec.GroupingFactor));
    }

    private IEnumerator<Stay> StaysOf(int place)
    {
        var (group, name) = (Groups[place], Stations[place].Traits.Name);
        var cars = group.Cars ?? _scenario.Cars;
        var model = cars[place % cars.Count].Model();
        var written = _scenario.Visits.Where(visit => visit.Station == name).ToList();
        if (written.Count > 0) return written.OrderBy(visit => visit.Arrives).Select(visit => Written(visit, model)).GetEnumerator();
        return new ArrivalPlan(group.Arrivals ?? _scenario.Arrivals, model, _chance, place, _time).From(LocalMidnight).GetEnumerator();
    }

    private Stay Written(ScenarioVisit visit, VehicleModel usual) =>
        new(Moment(visit.Arrives), Moment(visit.Leaves), visit.Car?.Model() ?? usual, visit.StateOfCharge, visit.WantedShare);

    private IEnumerable<ILoad> LoadsOf(ScenarioCircuit circuit, int place) =>
        circuit.Loads.SelectMany((load, number) => LoadOf(load, LoadStreams + StreamsPerLoad * (place * 100 + number * 4)));

    private IEnumerable<ILoad> LoadOf(ScenarioLoad load, int stream) => load switch
    {
        ConstantSpec spec => [new ConstantLoad(spec.CurrentA)],
        StepsSpec spec => [new SteppedLoad([.. spec.Steps.Select(step => (Moment(step.At), step.CurrentA))])],
        AppliancesSpec spec => [Appliance(spec, stream)],
        HeatPumpSpec spec =>
        [
            new HeatPumpLoad(
                spec.CurrentA, spec.CycleMinutes, [.. spec.Locked.Select(hours => ((int)hours.From.TotalSeconds, (int)hours.Until.TotalSeconds))], _time, _chance, stream),
        ],
        SolarSpec spec => [new SolarLoad(spec.PeakKw * 1000, spec.Phases, spec.SharpClouds, _chance, stream, _scenario.SlotSeconds)],
        HouseholdSpec spec => Household(spec, stream),
        _ => throw new InvalidOperationException($"The load {load.GetType().Name} has no model."),
    };

    private IEnumerable<ILoad> Household(HouseholdSpec spec, int stream)
    {
        yield return new HouseholdLoad(
            new HouseholdCurve(2 * spec.Scale, 3 * spec.Scale, 4 * spec.Scale, 6 * spec.Scale, spec.PhaseShares), _time, _chance, stream, _scenario.SlotSeconds);
        if (spec.Cookers > 0) yield return Appliance(new AppliancesSpec { Count = spec.Cookers }, stream + StreamsPerLoad);
        if (spec.Kettles > 0)
            yield return Appliance(new AppliancesSpec { Count = spec.Kettles, Hour = 7, SpreadMinutes = 60, CurrentA = 9, Minutes = 4 }, stream + 2 * StreamsPerLoad);
        if (spec.Washers > 0)
            yield return Appliance(new AppliancesSpec { Count = spec.Washers, Hour = 10, SpreadMinutes = 120, CurrentA = 9, Minutes = 25 }, stream + 3 * StreamsPerLoad);
    }

    private ApplianceLoad Appliance(AppliancesSpec spec, int stream) => new(
        new Appliances(spec.Count, spec.Hour, spec.SpreadMinutes, spec.CurrentA, spec.Minutes, spec.Phase - 1, spec.Probability), _time, _chance, stream);
}
