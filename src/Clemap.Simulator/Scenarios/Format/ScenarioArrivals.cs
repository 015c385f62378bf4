using System.ComponentModel;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>When cars come and go, and how empty they are.</summary>
internal sealed record ScenarioArrivals
{
    public ArrivalPattern Pattern { get; init; }

    [Description("That the car of a place comes on a day, 0 to 1; left out, as usual for the pattern.")]
    public double? Presence { get; init; }

    [Description("Lowest state of charge of a car that comes, 0 to 1.")]
    public double StateOfChargeFrom { get; init; } = 0.2;

    [Description("Highest state of charge of a car that comes, 0 to 1.")]
    public double StateOfChargeTo { get; init; } = 0.6;

    [Description("all-at-once: when the first car comes.")]
    public TimeSpan At { get; init; } = TimeSpan.FromHours(18);

    [Description("all-at-once: and the last so much later.")]
    public int WithinSeconds { get; init; } = 300;

    [Description("all-at-once: how long they stay.")]
    public double StayHours { get; init; } = 12;

    [Description("acn-day: middle of the energy asked, kWh.")]
    public double EnergyKwh { get; init; } = 12;
}

internal enum ArrivalPattern
{
    NightGarage = 0,
    Office,
    AcnDay,
    AllAtOnce,
    None,
}

internal sealed record ScenarioVisit
{
    public required string Station { get; init; }
    public required TimeSpan Arrives { get; init; }
    public required TimeSpan Leaves { get; init; }

    [Description("When it comes, 0 to 1.")]
    public double StateOfCharge { get; init; } = 0.3;

    [Description("Where it stops charging, 0 to 1.")]
    public double WantedShare { get; init; } = 1;

    [Description("Left out: the car of the place.")]
    public ScenarioCar? Car { get; init; }
}
