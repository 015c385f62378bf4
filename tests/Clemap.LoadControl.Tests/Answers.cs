using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests;

/// <summary>The watch over the meters alone: what one meter and the stations below it say, moment by moment.</summary>
internal sealed class Answers(SiteTopology topology)
{
    private readonly Response _response = new(topology, AllocatorOptions.Default);
    private PhaseCurrents[] _chargingA = new PhaseCurrents[topology.Stations.Count];
    private DateTimeOffset _now = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);

    public AllocatorState State { get; } = new(topology);
    public Clock Clock { get; } = new();
    public ref CircuitMemory Circuit => ref State.Circuits[0];

    public PhaseCurrents LastA => _chargingA[0];
    public PhaseCurrents LastMeterA { get; private set; } = PhaseCurrents.Balanced(20);

    /// <summary>Age of what the meter says, s.</summary>
    public int AgeS { get; set; }

    /// <summary>Number of the station that says nothing; 0 for none.</summary>
    public int Silent { get; set; }

    /// <summary>Of which stations it is known on which phases they charge; all, unless told otherwise.</summary>
    public Func<int, bool> IsPlaced { get; set; } = _ => true;

    /// <summary>Circuits below whose own meters say the same as the first.</summary>
    public bool MetersBelow { get; set; }

    /// <summary>After 20 quiet seconds meter and stations move at once, and stand still again.</summary>
    public void Change(PhaseCurrents meterA, params PhaseCurrents[] chargingA)
    {
        Quiet(20);
        Look(1, meterA, chargingA);
        Quiet(20);
    }

    public void Quiet(int seconds, PhaseCurrents? meterA = null, params PhaseCurrents[] chargingA)
    {
        for (var second = 0; second < seconds; second++)
            Look(1, meterA ?? LastMeterA, chargingA.Length > 0 ? chargingA : _chargingA);
    }

    public void Look(int afterSeconds, PhaseCurrents meterA, params PhaseCurrents[] chargingA)
    {
        _chargingA = [.. chargingA, .. new PhaseCurrents[topology.Stations.Count - chargingA.Length]];
        LastMeterA = meterA;
        Clock.Set(_now += TimeSpan.FromSeconds(afterSeconds));
        var input = new CycleInput(topology);
        for (var circuit = 0; circuit < (MetersBelow ? topology.Circuits.Count : 1); circuit++)
            input.Circuits[circuit] = new CircuitInput { MeterA = Measured.Value(meterA, TimeSpan.FromSeconds(AgeS)) };
        for (var station = 0; station < _chargingA.Length; station++)
            _response.See(station, station + 1 != Silent, _chargingA[station], IsPlaced(station));
        _response.Watch(input, State, Clock);
    }
}
