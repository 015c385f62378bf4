using System.Text;
using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.History;

/// <summary>Shares the current in virtual time by the rules of load control, in place of a controller at the wire.</summary>
internal sealed class SharedCurrent
{
    private readonly Site _site;
    private readonly Guid _rootId;
    private readonly Allocator _allocator;
    private readonly AllocatorState _state;
    private readonly CycleInput _input;
    private readonly Dictionary<Guid, int> _placeOf;
    private readonly byte[][] _reasons;
    private readonly Dictionary<string, byte[]> _texts = [];

    /// <exception cref="UserErrorException">The circuits make no sound tree.</exception>
    public SharedCurrent(SiteConfiguration configuration, Site site)
    {
        _site = site;
        var circuits = HistoryCircuits.Of(configuration);
        var created = SiteTopology.Create(
            circuits.Select(circuit => new Circuit(circuit.Id, circuit.Name, circuit.ParentId, PhaseCurrents.Balanced(circuit.RatingA))),
            configuration.Stations.Select(station => Commissioned(station, HistoryCircuits.Feeding(station, circuits))));
        var topology = created.Topology ?? throw new UserErrorException($"The circuits of the configuration are not sound: {created.Errors[0].Message}");
        (_allocator, _state, _input) = (new Allocator(topology), new AllocatorState(topology), new CycleInput(topology));
        _rootId = topology.Circuits[0].Id;
        _placeOf = site.Points.ToDictionary(point => point.Station.Id, point => point.Index);
        _reasons = [.. site.Points.Select(_ => Array.Empty<byte>())];
    }

    /// <summary>Why a station has the limit it has.</summary>
    public ReadOnlySpan<byte> Reason(ChargingPoint point) => _reasons[point.Index];

    public void Decide(long unixSeconds)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
        foreach (var point in _site.Points)
        {
            _input.Station(point.Station.Id) = new StationInput
            {
                Reachable = true,
                Connected = point.Car is not null,
                Full = point.Car is { Full: true },
                MeasuredA = Measured.Value(OnGrid(point), TimeSpan.Zero),
                ConfirmedA = point.OfferedA,
            };
        }

        var current = _site.Grid.CurrentA;
        _input.Circuit(_rootId).MeterA = Measured.Value(new PhaseCurrents(current[0], current[1], current[2]), TimeSpan.Zero);
        var decision = _allocator.Decide(_input, _state, now);
        foreach (var setPoint in decision.SetPoints)
        {
            var place = _placeOf[setPoint.StationId];
            _site.Points[place].OfferedA = setPoint.CurrentA;
            _reasons[place] = Text(setPoint.Reasons[0].ToString());
        }
    }

    private static Station Commissioned(StationConfiguration station, CircuitConfiguration circuit)
    {
        var model = StationModel.Named(station.Model);
        var minimumA = model.Switched ? station.MaximumA : 6;
        return new Station(
            station.Id, station.Name, circuit.Id, PhaseRotation.Parse(station.Rotation), minimumA, station.MaximumA, model.Switched ? 0 : station.FallbackA)
        {
            StepA = model.StepA,
            Switched = model.Switched,
        };
    }

    private static PhaseCurrents OnGrid(ChargingPoint point)
    {
        var gridA = new PhaseValues();
        for (var terminal = 0; terminal < point.Phases; terminal++) gridA[point.GridPhase(terminal)] = point.CurrentA[terminal];
        return new PhaseCurrents(gridA[0], gridA[1], gridA[2]);
    }

    // A comma would end the field.
    private byte[] Text(string reason)
    {
        if (_texts.TryGetValue(reason, out var bytes)) return bytes;
        if (_texts.Count > 10_000) _texts.Clear();
        return _texts[reason] = Encoding.UTF8.GetBytes(reason.Replace(',', ' '));
    }
}
