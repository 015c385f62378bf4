using System.ComponentModel;

namespace Clemap.Simulator.Scenarios.Format;

internal sealed record ScenarioFault
{
    public required FaultKind Kind { get; init; }

    [Description("Whose meter; left out, the grid connection, or a random one for perYear.")]
    public string? Circuit { get; init; }

    [Description("Which station; left out, the first, or a random one for perYear.")]
    public string? Station { get; init; }

    public TimeSpan? From { get; init; }
    public int ForSeconds { get; init; } = 600;

    [Description("Instead of from: so often a year, at moments drawn from the seed.")]
    public double? PerYear { get; init; }
}

internal enum FaultKind
{
    /// <summary>The meter does not answer.</summary>
    MeterLost,

    /// <summary>The meter says the same for ever.</summary>
    MeterFrozen,

    /// <summary>The meter says 0 A on all phases.</summary>
    MeterZero,

    /// <summary>Current transformers the wrong way round.</summary>
    MeterSwappedSign,

    /// <summary>L1 and L2 are exchanged at the meter.</summary>
    MeterSwappedPhases,

    /// <summary>The network to the station is gone.</summary>
    StationLost,

    /// <summary>The station starts anew: silent for ten seconds, and offering its maximum until the fault ends.</summary>
    StationReboots,

    /// <summary>The station acknowledges orders and does nothing.</summary>
    StationIgnores,

    /// <summary>The controller is dead, and starts with an empty memory.</summary>
    ControllerKilled,

    /// <summary>No wish from outside comes through; those in force stay.</summary>
    CloudLost,

    /// <summary>The clock on the wall jumps. The controller counts time steadily, so nothing may come of it.</summary>
    ClockJump,

    /// <summary>No power at all; afterwards everything starts at once.</summary>
    PowerCut,
}
