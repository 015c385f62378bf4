using System.ComponentModel;
using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>So many stations of one kind.</summary>
internal sealed record ScenarioStations
{
    [Description("Of the group; its stations are numbered: P becomes P1, P2, ... A single one keeps the name.")]
    public string Name { get; init; } = "P";

    public int Count { get; init; } = 1;

    [Description("Name of the circuit; left out, the grid connection.")]
    public string? Circuit { get; init; }

    [Description("1 or 3 phases wired.")]
    public int Phases { get; init; } = 3;

    [Description("As written down: 231 has L2 at the first terminal, one digit for one phase, unknown if nobody knows; left out, it rotates.")]
    public string? Rotation { get; init; }

    [Description("As really wired, where that is another rotation.")]
    public string? Wired { get; init; }

    [Description("Left out: 6, or maximumA of a switched station.")]
    public double? MinimumA { get; init; }

    public double MaximumA { get; init; } = 16;

    [Description("What it falls back to when it hears nothing.")]
    public double FallbackA { get; init; }

    public int FallbackSeconds { get; init; } = 120;
    public WhenSilent WhenSilent { get; init; }

    [Description("Smallest difference between two orders, A.")]
    public double? StepA { get; init; }

    [Description("What the station itself does with an order between two steps.")]
    public StepRounding Rounding { get; init; }

    [Description("On/off by a contactor.")]
    public bool Switched { get; init; }

    [Description("Switched stations with the same group hang on one output.")]
    public string? SwitchGroup { get; init; }

    public int? MinimumOnSeconds { get; init; }
    public int? MinimumOffSeconds { get; init; }

    [Description("It can be told to charge on one phase only.")]
    public bool SwitchesPhases { get; init; }

    [Description("A per phase; 0 cannot feed back.")]
    public double DischargeMaximumA { get; init; }

    public double Weight { get; init; } = 1;
    public PriorityClass Priority { get; init; }

    [Description("From the order to the station holding it and saying so.")]
    public int AnswersAfterSeconds { get; init; } = 1;

    [Description("How long charging stops for a change between one phase and three.")]
    public int PhaseChangeSeconds { get; init; } = 15;

    [Description("It tells when the vehicle is full.")]
    public bool TellsFull { get; init; }

    [Description("Instead of the cars of the site.")]
    public IReadOnlyList<ScenarioCar>? Cars { get; init; }

    [Description("Instead of the arrivals of the site.")]
    public ScenarioArrivals? Arrivals { get; init; }
}
