using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>
/// A site around the allocator, one cycle at a time: vehicles follow their orders, base loads tremble, meters add up what flows. It allocates nothing
/// once it stands, so that it can turn around a measurement.
/// </summary>
internal sealed class Plant
{
    private const int LongestReaction = 8;

    private readonly int[] _parents;
    private readonly int[] _circuitOf;
    private readonly double[] _orderA;
    private readonly int[] _phases;
    private readonly double[] _drawnA;
    private readonly double[] _underWayA;
    private readonly PhaseCurrents[] _baseA;
    private readonly PhaseCurrents[] _flowA;
    private int _cycle;
    private uint _noise;

    public Plant(SiteTopology topology, IEnumerable<PlantCircuit> circuits, IEnumerable<PlantStation> stations, uint noiseSeed = 1)
    {
        Topology = topology;
        Circuits = [.. circuits.OrderBy(circuit => topology.IndexOfCircuit(circuit.Circuit.Id))];
        Stations = [.. stations.OrderBy(station => topology.IndexOfStation(station.Station.Id))];
        Input = new CycleInput(topology);
        _parents = [.. Circuits.Select(circuit => circuit.Circuit.ParentId is { } parent ? topology.IndexOfCircuit(parent) : -1)];
        _circuitOf = [.. Stations.Select(station => topology.IndexOfCircuit(station.Station.CircuitId))];
        _orderA = new double[Stations.Length];
        _phases = [.. Stations.Select(station => station.Wiring.Phases)];
        _drawnA = new double[Stations.Length];
        _underWayA = new double[Stations.Length * LongestReaction];
        _baseA = new PhaseCurrents[Circuits.Length];
        _flowA = new PhaseCurrents[Circuits.Length];
        _noise = noiseSeed | 1;
    }

    public SiteTopology Topology { get; }
    public PlantCircuit[] Circuits { get; }
    public PlantStation[] Stations { get; }
    public CycleInput Input { get; }

    /// <summary>How far base loads move from cycle to cycle, A.</summary>
    public double TrembleA { get; set; } = 0.05;

    /// <summary>What a vehicle takes before its first order.</summary>
    public void Draw(int station, double currentA)
    {
        _drawnA[station] = _orderA[station] = currentA;
        _underWayA.AsSpan(station * LongestReaction, LongestReaction).Fill(currentA);
    }

    /// <summary>Orders arrive, and those that are old enough are followed.</summary>
    public void Follow(ReadOnlySpan<SetPoint> setPoints)
    {
        _cycle++;
        for (var i = 0; i < Stations.Length; i++)
        {
            var station = Stations[i];
            _orderA[i] = setPoints[i].CurrentA;
            _phases[i] = setPoints[i].Phases;
            var underWayA = _underWayA.AsSpan(i * LongestReaction, LongestReaction);
            underWayA[_cycle % LongestReaction] = setPoints[i].CurrentA;
            var followedA = underWayA[(_cycle + LongestReaction - station.ReactionCycles) % LongestReaction];
            var takesA = station.Connected && followedA >= (station.VehicleMinimumA ?? 0) ? Math.Min(followedA, station.TakesAtMostA) : 0;
            _drawnA[i] = takesA;
        }
    }

    /// <summary>Fills <see cref="Input"/> with what is measured and wished now.</summary>
    public void Measure()
    {
        for (var i = 0; i < Circuits.Length; i++)
            _baseA[i] = Metered(i) ? Circuits[i].OwnBaseA + new PhaseCurrents(Tremble(), Tremble(), Tremble()) : PhaseCurrents.Zero;
        for (var i = Circuits.Length - 1; i > 0; i--)
            _baseA[_parents[i]] += _baseA[i];
        _baseA.CopyTo(_flowA, 0);
        for (var i = 0; i < Stations.Length; i++)
            MeasureStation(i);
        for (var i = 0; i < Circuits.Length; i++)
        {
            ref var circuit = ref Input.Circuits[i];
            circuit.MeterA = Metered(i) && !Circuits[i].MeterIsSilent ? Measured.Value(_flowA[i], TimeSpan.Zero) : default;
            circuit.Limit = CurrentLimit.OfNullable(Circuits[i].LimitA);
        }
    }

    /// <summary>The instant as the yardstick sees it, with the phases that <paramref name="setPoints"/> ask for.</summary>
    public Snapshot Snapshot(ReadOnlySpan<SetPoint> setPoints, double marginShare)
    {
        var stations = new StationSnapshot[Stations.Length];
        for (var i = 0; i < stations.Length; i++)
            stations[i] = Snapshots.Of(Stations[i], _circuitOf[i], setPoints.IsEmpty ? Stations[i].Wiring.Phases : setPoints[i].Phases);
        return new Snapshot([.. Circuits.Select((circuit, i) => Snapshots.Of(circuit, _parents[i], _baseA[i], marginShare))], stations);
    }

    private void MeasureStation(int index)
    {
        var plant = Stations[index];
        var terminalsA = PlantStation.AtTerminals(_drawnA[index], plant.TerminalsInUse(_phases[index]));
        var gridA = plant.Wiring.ToGrid(terminalsA);
        for (var circuit = _circuitOf[index]; circuit >= 0; circuit = _parents[circuit])
            _flowA[circuit] += gridA;

        ref var input = ref Input.Stations[index];
        input.Reachable = true;
        input.Connected = plant.Connected;
        input.Full = plant.Full;
        input.Priority = plant.Priority;
        input.Limit = CurrentLimit.OfNullable(plant.LimitA);
        input.VehiclePhases = plant.VehicleIsKnown ? plant.VehiclePhases : null;
        input.VehicleMinimumA = plant.VehicleMinimumA;
        input.ConfirmedA = _orderA[index];
        input.ConfirmedPhases = plant.Station.SwitchesPhases ? _phases[index] : null;
        input.MeasuredA = Measured.Value(plant.Station.Rotation.ToGrid(terminalsA), TimeSpan.Zero);
    }

    // A circuit without a meter feeds nothing but what hangs below it.
    private bool Metered(int circuit) => circuit == 0 || Circuits[circuit].Circuit.HasMeter;

    private double Tremble()
    {
        _noise ^= _noise << 13;
        _noise ^= _noise >> 17;
        _noise ^= _noise << 5;
        return TrembleA * ((_noise / (double)uint.MaxValue * 2) - 1);
    }
}
