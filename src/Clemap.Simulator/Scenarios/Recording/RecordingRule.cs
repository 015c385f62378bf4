using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Sharing;

namespace Clemap.Simulator.Scenarios.Recording;

/// <summary>Writes down what a rule is told and what it orders, so that the same day can be decided again.</summary>
internal sealed class RecordingRule(ISharingRule rule, TextWriter output) : ISharingRule
{
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    private CircuitInput[] _circuits = [];
    private StationInput[] _stations = [];
    private StationOrder[] _orders = [];
    private bool _restarted;

    public long Decide(CycleInput input, long now, Span<StationOrder> orders)
    {
        if (_stations.Length == 0)
            (_circuits, _stations, _orders) = (new CircuitInput[input.Circuits.Length], new StationInput[input.Stations.Length], new StationOrder[orders.Length]);
        List<RecordedCircuit> circuits = [];
        for (var i = 0; i < _circuits.Length; i++)
        {
            if (_circuits[i] != input.Circuits[i]) circuits.Add(RecordedCircuit.Of(i, _circuits[i] = input.Circuits[i], AgeOf(input.Circuits[i])));
        }

        List<RecordedStation> stations = [];
        for (var i = 0; i < _stations.Length; i++)
        {
            if (_stations[i] != input.Stations[i]) stations.Add(RecordedStation.Of(i, _stations[i] = input.Stations[i]));
        }

        var powerReturned = input.PowerReturned;
        var next = rule.Decide(input, now, orders);
        List<RecordedOrder> changed = [];
        for (var i = 0; i < _orders.Length; i++)
        {
            if (_orders[i] != orders[i]) changed.Add(new RecordedOrder(i, (_orders[i] = orders[i]).CurrentA, orders[i].Phases));
        }

        var cycle = new RecordedCycle(
            now, _restarted, powerReturned, circuits.Count > 0 ? circuits : null, stations.Count > 0 ? stations : null, changed.Count > 0 ? changed : null);
        output.Write(JsonSerializer.Serialize(cycle, Format));
        output.Write('\n');
        _restarted = false;
        return next;
    }

    public void Restart()
    {
        _restarted = true;
        rule.Restart();
    }

    // A value is only read, never asked for its age: the oldest age at which it still counts is found in whole seconds.
    private static double AgeOf(in CircuitInput input)
    {
        for (var seconds = 0; seconds < 60; seconds++)
        {
            if (input.MeterA.TryGet(TimeSpan.FromSeconds(seconds), out _)) return seconds;
        }

        return 60;
    }
}
