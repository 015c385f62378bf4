using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests;

/// <summary>A site in virtual time around the allocator: cars follow their orders, meters add up what flows.</summary>
internal sealed class SimulatedSite
{
    private readonly Dictionary<Guid, Queue<double>> _ordersUnderWay = [];
    private readonly Dictionary<Guid, double> _confirmedA = [];

    public SimulatedSite(SiteTopology topology, AllocatorOptions? options = null)
    {
        Topology = topology;
        Options = options ?? new AllocatorOptions { MarginShare = 0 };
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
    public AllocatorState State { get; set; } = AllocatorState.AtStart;

    /// <summary>Five minutes into a turn.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    public Decision Last { get; private set; } = null!;

    public double OrderOf(Guid station) => SetPointOf(station).CurrentA;

    public SetPoint SetPointOf(Guid station) => Last.SetPoints.Single(setPoint => setPoint.StationId == station);

    public string ReasonsOf(Guid station) => string.Join(' ', SetPointOf(station).Reasons);

    public Decision Step()
    {
        Last = Allocator.Decide(Topology, Input(), State, Now, Options);
        State = Last.State;
        Now += TimeSpan.FromSeconds(1);
        foreach (var setPoint in Last.SetPoints.Where(setPoint => !SilentStations.Contains(setPoint.StationId)))
            Follow(setPoint);
        return Last;
    }

    public Decision Run(int seconds)
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
        var phases = car.Phases & station.Rotation.GridPhases;
        return new PhaseCurrents(
            phases.Includes(Phase.L1) ? currentA : 0, phases.Includes(Phase.L2) ? currentA : 0, phases.Includes(Phase.L3) ? currentA : 0);
    }

    public CycleInput Input() => new(
        Topology.Circuits.ToDictionary(circuit => circuit.Id, circuit => new CircuitInput
        {
            MeterA = SilentMeters.Contains(circuit.Id) ? default : Measured.Value(Flow(circuit.Id), TimeSpan.Zero),
            Limit = LimitsA.TryGetValue(circuit.Id, out var limitA) ? CurrentLimit.Of(limitA) : CurrentLimit.None,
        }),
        Topology.Stations.ToDictionary(station => station.Id, station => new StationInput
        {
            Reachable = !SilentStations.Contains(station.Id),
            WhenSilent = WhenSilent.GetValueOrDefault(station.Id),
            Connected = Cars[station.Id].Connected,
            WantsCurrent = Cars[station.Id].Wants,
            MeasuredA = Measured.Value(SaysA.TryGetValue(station.Id, out var saysA) ? PhaseCurrents.Balanced(saysA) : Drawn(station), TimeSpan.Zero),
            ConfirmedA = _confirmedA[station.Id],
            Priority = Cars[station.Id].Priority,
            Limit = CurrentLimit.OfNullable(Cars[station.Id].LimitA),
        }));

    private void Follow(SetPoint setPoint)
    {
        var car = Cars[setPoint.StationId];
        if (!_ordersUnderWay.TryGetValue(setPoint.StationId, out var underWay))
            _ordersUnderWay[setPoint.StationId] = underWay = new Queue<double>();
        underWay.Enqueue(setPoint.CurrentA);
        while (underWay.Count > car.ReactionCycles + 1)
            underWay.Dequeue();
        _confirmedA[setPoint.StationId] = setPoint.CurrentA;
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

internal sealed class Car
{
    public bool Connected { get; set; } = true;
    public bool Wants { get; set; } = true;
    public bool Obeys { get; set; } = true;
    public double TakesAtMostA { get; set; } = 32;
    public double? LimitA { get; set; }
    public PriorityClass Priority { get; set; } = PriorityClass.Normal;
    public PhaseSet Phases { get; set; } = PhaseSet.All;

    /// <summary>Seconds until it follows an order.</summary>
    public int ReactionCycles { get; set; }

    public double ActualA { get; set; }
}
