using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>A circuit with the loads on it that are not charging.</summary>
internal sealed class PlantCircuit(Circuit circuit)
{
    public Circuit Circuit { get; set; } = circuit;

    /// <summary>On this circuit itself; what is on circuits below comes on top.</summary>
    public PhaseCurrents OwnBaseA { get; set; }

    public double? LimitA { get; set; }
    public bool MeterIsSilent { get; set; }
}
