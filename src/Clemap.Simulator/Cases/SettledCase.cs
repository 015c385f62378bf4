using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.Simulator.Cases;

/// <summary>A case in a closed loop in virtual time: cars follow their orders and the meters of all nodes add up what flows, until it is steady.</summary>
internal sealed class SettledCase
{
    private const int Seconds = 45;
    private const double FuseOfLimitedNodeA = 63;

    // Well inside a turn, so that none ends while the case settles.
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    private static readonly AllocatorOptions Options = new() { MarginShare = 0 };

    private readonly AllocationCase _case;
    private readonly Dictionary<string, Guid> _ids;
    private readonly Dictionary<string, double> _orderA;
    private readonly SiteTopology _topology;

    /// <exception cref="UserErrorException">The case describes no sound installation.</exception>
    public SettledCase(AllocationCase situation)
    {
        _case = situation;
        _orderA = situation.Stations.ToDictionary(station => station.Id, _ => 0.0);
        // Numbered in the order of the case, so that equal cases have equal answers.
        _ids = situation.Nodes.Select(node => "node " + node.Id).Concat(situation.Stations.Select(station => station.Id))
            .Select((name, index) => (name, Id: new Guid(index + 1, 0, 0, new byte[8]))).ToDictionary(entry => entry.name, entry => entry.Id);
        var created = SiteTopology.Create(situation.Nodes.Select(Commissioned), situation.Stations.Select(Commissioned));
        _topology = created.Topology ?? throw Unsound(created.Errors[0].Message);
    }

    public AllocationAnswer Answer()
    {
        var (allocator, state, input) = (new Allocator(_topology, Options), new AllocatorState(_topology), new CycleInput(_topology));
        Decision? decision = null;
        for (var second = 0; second < Seconds; second++)
        {
            Fill(input);
            decision = allocator.Decide(input, state, Start.AddSeconds(second));
            foreach (var setPoint in decision.SetPoints) _orderA[Name(setPoint)] = setPoint.CurrentA;
        }

        return new AllocationAnswer(
            _case.Id, _orderA, decision!.SetPoints.ToArray().ToDictionary(Name, IReadOnlyList<string> (setPoint) => [.. setPoint.Reasons.Select(reason => reason.ToString())]));
    }

    private string Name(SetPoint setPoint) => _case.Stations.Single(station => _ids[station.Id] == setPoint.StationId).Id;

    private Circuit Commissioned(CaseNode node)
    {
        var limitA = Phases(node.LimitA);
        // A fuse of 0 A cannot be commissioned; such a node is a limit that was set from outside.
        return new Circuit(
            NodeId(node.Id), node.Id, node.Parent is { } parent ? NodeId(parent) : null, limitA.HighestA == 0 ? PhaseCurrents.Balanced(FuseOfLimitedNodeA) : limitA)
        {
            HasMeter = true,
            SumRatingA = node.LimitSumA,
        };
    }

    private Station Commissioned(CaseStation station) =>
        PhaseRotation.TryParse(string.Concat(station.Phases), out var rotation)
            ? new Station(_ids[station.Id], station.Id, NodeId(station.Node), rotation, station.MinA, station.MaxA, FallbackA: 0)
            {
                StepA = station.StepA,
                Switched = station.Switched,
            }
            : throw Unsound($"station {station.Id} has phases that no station has.");

    private void Fill(CycleInput input)
    {
        foreach (var node in _case.Nodes)
        {
            input.Circuit(NodeId(node.Id)) = new CircuitInput
            {
                MeterA = Measured.Value(Flow(node), TimeSpan.Zero),
                Limit = Phases(node.LimitA).HighestA == 0 ? CurrentLimit.Of(0) : CurrentLimit.None,
            };
        }

        foreach (var station in _case.Stations)
        {
            input.Station(_ids[station.Id]) = new StationInput
            {
                Reachable = true,
                Connected = station.Wants,
                MeasuredA = Measured.Value(Drawn(station), TimeSpan.Zero),
                ConfirmedA = _orderA[station.Id],
                Priority = (PriorityClass)Math.Sign(station.Priority),
            };
        }
    }

    /// <summary>Base loads and stations of a node and of all below it.</summary>
    private PhaseCurrents Flow(CaseNode node)
    {
        var flowA = node.BaseA is { } baseA ? Phases(baseA) : PhaseCurrents.Zero;
        flowA = _case.Stations.Where(station => station.Node == node.Id).Aggregate(flowA, (sumA, station) => sumA + Drawn(station));
        return _case.Nodes.Where(child => child.Parent == node.Id).Aggregate(flowA, (sumA, child) => sumA + Flow(child));
    }

    private PhaseCurrents Drawn(CaseStation station)
    {
        double On(int phase) => station.Wants && station.Phases.Contains(phase) ? _orderA[station.Id] : 0;
        return new PhaseCurrents(On(1), On(2), On(3));
    }

    private Guid NodeId(string name) => _ids.TryGetValue("node " + name, out var id) ? id : throw Unsound($"node {name} does not exist.");

    private PhaseCurrents Phases(IReadOnlyList<double> valuesA) =>
        valuesA.Count == 3 ? new PhaseCurrents(valuesA[0], valuesA[1], valuesA[2]) : throw Unsound("currents of a node need three numbers.");

    private UserErrorException Unsound(string why) => new($"Case {_case.Id} is not sound: {why}");
}
