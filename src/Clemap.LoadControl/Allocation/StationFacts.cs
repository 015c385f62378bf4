using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>What follows from a station's commissioning once for all cycles.</summary>
internal readonly struct StationFacts
{
    public StationFacts(Station station, AllocatorOptions options)
    {
        Wired = station.Rotation.GridPhases;
        OnOneTerminal = station.Rotation.GridPhasesOf(1);
        OnTwoTerminals = station.Rotation.GridPhasesOf(2);
        RotationKnown = station.Rotation.IsKnown;
        WiredWithOnePhase = station.Rotation.Phases == 1;
        MinimumOn = station is { Switched: true, MinimumOn: { } on } ? on : options.MinimumOn;
        MinimumOff = station is { Switched: true, MinimumOff: { } off } ? off : options.MinimumOff;
        var half = station.FallbackTime / 2;
        OrderLifetime = half < options.OrderLifetime ? half : options.OrderLifetime;
    }

    /// <summary>All that it can load; all three while nobody knows to which its one phase is wired.</summary>
    public PhaseSet Wired { get; }

    public PhaseSet OnOneTerminal { get; }
    public PhaseSet OnTwoTerminals { get; }
    public bool RotationKnown { get; }
    public bool WiredWithOnePhase { get; }
    public TimeSpan MinimumOn { get; }
    public TimeSpan MinimumOff { get; }
    public TimeSpan OrderLifetime { get; }
}
