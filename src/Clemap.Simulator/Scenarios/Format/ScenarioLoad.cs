using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Clemap.Simulator.Scenarios.Format;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantSpec), "constant")]
[JsonDerivedType(typeof(StepsSpec), "steps")]
[JsonDerivedType(typeof(HouseholdSpec), "household")]
[JsonDerivedType(typeof(AppliancesSpec), "appliances")]
[JsonDerivedType(typeof(HeatPumpSpec), "heat-pump")]
[JsonDerivedType(typeof(SolarSpec), "pv")]
internal abstract record ScenarioLoad;

internal sealed record ConstantSpec : ScenarioLoad
{
    [Description("L1, L2, L3.")]
    public required IReadOnlyList<double> CurrentA { get; init; }
}

internal sealed record StepsSpec : ScenarioLoad
{
    public required IReadOnlyList<StepSpec> Steps { get; init; }
}

internal sealed record StepSpec
{
    public required TimeSpan At { get; init; }

    [Description("L1, L2, L3.")]
    public required IReadOnlyList<double> CurrentA { get; init; }
}

internal sealed record HouseholdSpec : ScenarioLoad
{
    [Description("1 is a house of some six flats.")]
    public double Scale { get; init; } = 1;

    [Description("How the load spreads over L1, L2, L3.")]
    public IReadOnlyList<double> PhaseShares { get; init; } = [0.37, 0.34, 0.29];

    [Description("Cookers of 16 A on one phase, around six in the evening.")]
    public int Cookers { get; init; } = 1;

    [Description("Kettles of 9 A, in the morning.")]
    public int Kettles { get; init; } = 2;

    [Description("Washing machines of 9 A, in the forenoon.")]
    public int Washers { get; init; } = 1;
}

internal sealed record AppliancesSpec : ScenarioLoad
{
    public int Count { get; init; } = 1;

    [Description("Of the local day; 18.5 is half past six.")]
    public double Hour { get; init; } = 18;

    public double SpreadMinutes { get; init; } = 45;

    [Description("Each, on one phase.")]
    public double CurrentA { get; init; } = 16;

    public double Minutes { get; init; } = 30;

    [Description("1 to 3; left out, they spread over the phases.")]
    public int? Phase { get; init; }

    [Description("That one runs on a day, 0 to 1.")]
    public double Probability { get; init; } = 1;
}

internal sealed record HeatPumpSpec : ScenarioLoad
{
    [Description("While it runs, A per phase.")]
    public double CurrentA { get; init; } = 12;

    public double CycleMinutes { get; init; } = 40;

    [Description("Hours of the day in which it must not run.")]
    public IReadOnlyList<HoursSpec> Locked { get; init; } = [];
}

internal sealed record HoursSpec
{
    public required TimeSpan From { get; init; }
    public required TimeSpan Until { get; init; }
}

internal sealed record SolarSpec : ScenarioLoad
{
    public double PeakKw { get; init; } = 15;

    [Description("Of the inverter, 1 or 3.")]
    public int Phases { get; init; } = 3;

    [Description("Clouds pass with sharp edges instead of drifting.")]
    public bool SharpClouds { get; init; }
}
