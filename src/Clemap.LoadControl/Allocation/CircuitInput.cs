using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>What is known of a circuit. <c>default</c> is "its meter is silent, nobody wishes anything".</summary>
public record struct CircuitInput
{
    /// <summary>What the circuit's meter says, all load included; negative while feeding in. Missing is fail-safe, never zero load.</summary>
    public Measured<PhaseCurrents> MeterA { get; set; }

    /// <summary>Active power as the meter says it, W, negative while feeding in; only the peak cap looks at it. Missing is reckoned from the currents.</summary>
    public Measured<double> ImportW { get; set; }

    /// <summary>A wish from outside; it can only lower the rating.</summary>
    public CurrentLimit Limit { get; set; }
}
