using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests;

/// <summary>A site in virtual time around the allocator: cars follow their orders, meters add up what flows.</summary>
internal sealed class SimulatedSite
{
    private readonly Dictionary<Guid, Queue<double>> _ordersUnderWay = [];
    private readonly Dictionary<Guid, double> _confirmedA = [];
    private readonly Allocator _allocator;
    private readonly CycleInput _input;
    private int _seconds;

    public SimulatedSite(SiteTopology topology, AllocatorOptions? options = null)
    {
        Topology = topology;
        Options = options ?? new AllocatorOptions { MarginShare = 0 };
        (State, _allocator, _input) = (new AllocatorState(topology), new Allocator(topology, Options), new CycleInput(topology));
        foreach (var station in topology.Stations)
        {
            Cars[station.Id] = new Car();
            _confirmedA[station.Id] = 0;
        }
    }

    public SiteTopology Topology { get; }
    public AllocatorOptions Options { get; }
    public Dictionary<Guid, Car> Cars { get; } = [];
    public Dictionary<Guid, PhaseCurrents> BaseLoadA { get; } = [];
    public Dictionary<Guid, double> LimitsA { get; } = [];
    public HashSet<Guid> SilentMeters { get; } = [];
    public HashSet<Guid> SilentStations { get; } = [];
    public Dictionary<Guid, WhenSilent> WhenSilent { get; } = [];
    public Dictionary<Guid, double> SaysA { get; } = [];

    /// <summary>A meter that says something else than what flows.</summary>
    public Dictionary<Guid, PhaseCurrents> MetersSayA { get; } = [];

    /// <summary>On which grid phases a station says it charges, where that is wrong.</summary>
    public Dictionary<Guid, PhaseSet> SaysPhases { get; } = [];

    /// <summary>Where a station really is, whatever was written down.</summary>
    public Dictionary<Guid, PhaseSet> WiredTo { get; } = [];

    /// <summary>On how many phases each station was told to charge.</summary>
    public Dictionary<Guid, int> SetPhases { get; } = [];
    public AllocatorState State { get; set; }

    /// <summary>Five minutes into a turn.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    public Made Last { get; private set; } = null!;

    /// <summary>What the world says beside meters and stations.</summary>
    public Action<CycleInput> Also { get; set; } = _ => { };

    public double OrderOf(Guid station) => Math.Round(SetPointOf(station).CurrentA, 8);

    public SetPoint SetPointOf(Guid station) => Last.SetPoints.Single(setPoint => setPoint.StationId == station);

    public string ReasonsOf(Guid station) => string.Join(' ', SetPointOf(station).Reasons);

    public Made Step()
    {
        Last = Made.Of(_allocator.Decide(Input(), State, Now));
        Now += TimeSpan.FromSeconds(1);
        _seconds++;
        foreach (var setPoint in Last.SetPoints.Where(setPoint => !SilentStations.Contains(setPoint.StationId)))
            Follow(setPoint);
        return Last;
    }

    public Made Run(int seconds)
    {
        for (var second = 0; second < seconds; second++)
            Step();
        return Last;
    }

    /// <summary>What flows through a circuit now.</summary>
    public PhaseCurrents Flow(Guid circuit) => Inside(circuit)
        .Aggregate(BaseLoadA.GetValueOrDefault(circuit), (sumA, station) => sumA + Drawn(station));

    public PhaseCurrents Drawn(Station station)
    {
        var car = Cars[station.Id];
        var currentA = car.ActualA;
        var phases = WiredTo.TryGetValue(station.Id, out var wired) ? wired : car.Phases & station.Rotation.GridPhases;
        if (station.SwitchesPhases && SetPhases.GetValueOrDefault(station.Id) == 1)
            phases = station.Rotation.GridPhasesOf(1);
        return On(phases, currentA);
    }

    public CycleInput Input()
    {
        _input.Clear();
        for (var index = 0; index < Topology.Circuits.Count; index++)
        {
            var id = Topology.Circuits[index].Id;
            _input.Circuits[index] = new CircuitInput
            {
                MeterA = SilentMeters.Contains(id) ? default : Measured.Value(Metered(id), TimeSpan.Zero),
                Limit = LimitsA.TryGetValue(id, out var limitA) ? CurrentLimit.Of(limitA) : CurrentLimit.None,
            };
        }

        for (var index = 0; index < Topology.Stations.Count; index++)
            _input.Stations[index] = Input(Topology.Stations[index]);
        Also(_input);
        return _input;
    }

    // A meter is never quite still.
    private PhaseCurrents Metered(Guid circuit) =>
        MetersSayA.TryGetValue(circuit, out var saysA) ? saysA : Flow(circuit) + PhaseCurrents.Balanced(_seconds % 2 * 1e-9);

    private StationInput Input(Station station)
    {
        var car = Cars[station.Id];
        return new StationInput
        {
            Reachable = !SilentStations.Contains(station.Id),
            WhenSilent = WhenSilent.GetValueOrDefault(station.Id),
            Connected = car.Connected,
            Full = !car.Wants,
            MeasuredA = Measured.Value(SaysA.TryGetValue(station.Id, out var saysA) ? PhaseCurrents.Balanced(saysA) : AtStation(station), TimeSpan.Zero),
            ConfirmedA = _confirmedA[station.Id],
            Priority = car.Priority,
            Limit = CurrentLimit.OfNullable(car.LimitA),
            DischargeA = car.DischargeA,
            VehicleMinimumA = car.MinimumA,
            VehiclePhases = car.SaysPhases,
        };
    }

    // A station of unknown wiring tells its terminals.
    private PhaseCurrents AtStation(Station station) =>
        SaysPhases.TryGetValue(station.Id, out var says) ? On(says, Cars[station.Id].ActualA)
        : station.Rotation.IsKnown ? Drawn(station) : On(Cars[station.Id].Phases, Cars[station.Id].ActualA);

    private static PhaseCurrents On(PhaseSet phases, double currentA) => new(
        phases.Includes(Phase.L1) ? currentA : 0, phases.Includes(Phase.L2) ? currentA : 0, phases.Includes(Phase.L3) ? currentA : 0);

    private void Follow(SetPoint setPoint)
    {
        var car = Cars[setPoint.StationId];
        if (!_ordersUnderWay.TryGetValue(setPoint.StationId, out var underWay))
            _ordersUnderWay[setPoint.StationId] = underWay = new Queue<double>();
        underWay.Enqueue(setPoint.CurrentA);
        while (underWay.Count > car.ReactionCycles + 1)
            underWay.Dequeue();
        _confirmedA[setPoint.StationId] = setPoint.CurrentA;
        SetPhases[setPoint.StationId] = setPoint.Phases;
        car.ActualA = !car.Connected ? 0 : car.Obeys ? Math.Min(underWay.Peek(), car.TakesAtMostA) : car.TakesAtMostA;
    }

    private IEnumerable<Station> Inside(Guid circuit) => Topology.Stations.Where(station =>
    {
        for (var node = Topology.FindCircuit(station.CircuitId); node is not null; node = node.ParentId is { } parent ? Topology.FindCircuit(parent) : null)
        {
            if (node.Id == circuit)
                return true;
        }

        return false;
    });
}

/// <summary>A decision that was copied, so that it can be looked at later.</summary>
internal sealed record Made(
    IReadOnlyList<SetPoint> SetPoints, IReadOnlyList<CircuitStanding> Circuits, IReadOnlyList<Finding> Findings, GridOperatorState GridOperator, DateTimeOffset SteadyUntil)
{
    public static Made Of(Decision decision) => new(
        [.. decision.SetPoints], [.. decision.Circuits], [.. decision.Findings], decision.GridOperator, decision.SteadyUntil);
}

internal sealed class Car
{
    public bool Connected { get; set; } = true;
    public bool Wants { get; set; } = true;
    public bool Obeys { get; set; } = true;
    public double TakesAtMostA { get; set; } = 32;
    public double? LimitA { get; set; }
    public PriorityClass Priority { get; set; } = PriorityClass.Normal;
    public double? DischargeA { get; set; }
    public double? MinimumA { get; set; }
    public int? SaysPhases { get; set; }
    public PhaseSet Phases { get; set; } = PhaseSet.All;

    /// <summary>Seconds until it follows an order.</summary>
    public int ReactionCycles { get; set; }

    public double ActualA { get; set; }
}
