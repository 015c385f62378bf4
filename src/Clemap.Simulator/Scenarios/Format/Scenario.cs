using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>A scenario file: a site, what happens there, and for how long.</summary>
internal sealed record Scenario
{
    [Description("For editors: where this schema is.")]
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    [Description("One line that says what is special here.")]
    public string Description { get; init; } = "";

    [Description("Local time of the first second.")]
    public DateTime Start { get; init; } = new(2026, 1, 12, 12, 0, 0);

    [Description("How long, in days.")]
    public double Days { get; init; } = 1;

    [Description("The same seed gives the same run, to the last digit.")]
    public ulong Seed { get; init; } = 1;

    public string TimeZone { get; init; } = "Europe/Zurich";

    [Description("Base loads drift, and meters tremble, once in so many seconds; appliances switch on the second.")]
    public int SlotSeconds { get; init; } = 20;

    [Description("How much a meter trembles, A to either side.")]
    public double MeterNoiseA { get; init; } = 0.02;

    [Description("Part of each limit that every rule keeps free, 0 to 1.")]
    public double MarginShare { get; init; } = 0.03;

    [Description("The electrical tree; the one without a parent is the grid connection.")]
    public required IReadOnlyList<ScenarioCircuit> Circuits { get; init; }

    [Description("Groups of like stations.")]
    public required IReadOnlyList<ScenarioStations> Stations { get; init; }

    [Description("Cars, one after the other over all stations.")]
    public IReadOnlyList<ScenarioCar> Cars { get; init; } = [new()];

    public ScenarioArrivals Arrivals { get; init; } = new();

    [Description("Stays written down one by one; a station named here has no others.")]
    public IReadOnlyList<ScenarioVisit> Visits { get; init; } = [];

    public IReadOnlyList<ScenarioFault> Faults { get; init; } = [];

    public ScenarioGridOperator? GridOperator { get; init; }

    [Description("Limits of circuits that somebody wishes for a while.")]
    public IReadOnlyList<ScenarioLimit> Limits { get; init; } = [];

    [Description("Hours in which vehicles feed back.")]
    public IReadOnlyList<ScenarioDischarge> Discharges { get; init; } = [];

    [Description("Mean import of a quarter hour that shall not be exceeded, W.")]
    public double? PeakCapW { get; init; }
}
