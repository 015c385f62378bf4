using System.ComponentModel;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Simulator.Scenarios.Format;

internal sealed record ScenarioGridOperator
{
    public ScenarioRipple? Ripple { get; init; }
    public IReadOnlyList<ScenarioReduction> Reductions { get; init; } = [];

    [Description("§ 14a EnWG holds: a minimum power is left.")]
    public bool Section14a { get; init; }
}

internal sealed record ScenarioRipple
{
    public ContactKind Contact { get; init; }

    [Description("What charging may still take while it is active; left out, nothing.")]
    public ScenarioAllowance WhenActive { get; init; } = new();

    public required IReadOnlyList<ScenarioWindow> Active { get; init; }
}

/// <summary>At most one of the three; none is "off".</summary>
internal record ScenarioAllowance
{
    [Description("A per phase.")]
    public double? CurrentA { get; init; }

    [Description("W in all.")]
    public double? PowerW { get; init; }

    public double? Percent { get; init; }

    public ReductionLimit Limit() => this switch
    {
        { CurrentA: { } currentA } => ReductionLimit.Amperes(currentA),
        { PowerW: { } powerW } => ReductionLimit.Watts(powerW),
        { Percent: { } percent } => ReductionLimit.Percent(percent),
        _ => ReductionLimit.Off,
    };
}

internal sealed record ScenarioReduction : ScenarioAllowance
{
    [Description("Left out: the grid connection.")]
    public string? Circuit { get; init; }

    [Description("All charging, or all that flows into the circuit.")]
    public ReductionScope Scope { get; init; }

    public required TimeSpan From { get; init; }
    public required TimeSpan Until { get; init; }
    public bool EveryDay { get; init; }
}

internal sealed record ScenarioWindow
{
    public required TimeSpan From { get; init; }
    public required TimeSpan Until { get; init; }

    [Description("At these hours of every day, instead of once.")]
    public bool EveryDay { get; init; }
}

internal sealed record ScenarioLimit
{
    public required string Circuit { get; init; }

    [Description("A per phase.")]
    public required double LimitA { get; init; }

    public required TimeSpan From { get; init; }
    public required TimeSpan Until { get; init; }
    public bool EveryDay { get; init; }
}

internal sealed record ScenarioDischarge
{
    [Description("Left out: all that can.")]
    public string? Station { get; init; }

    [Description("A per phase.")]
    public required double CurrentA { get; init; }

    public required TimeSpan From { get; init; }
    public required TimeSpan Until { get; init; }
    public bool EveryDay { get; init; }
}
