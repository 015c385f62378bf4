using System.Text.Json.Serialization;

namespace Clemap.Simulator.Scenarios.Figures;

/// <summary>What came out of a run. The names are stable: others read them.</summary>
internal sealed record RunFigures
{
    public string Scenario { get; init; } = "";
    public string Rule { get; init; } = "";

    /// <summary>How often a protective device at the lower edge of its band opened.</summary>
    public required int Trips { get; init; }

    /// <summary><see langword="null"/> when there was none.</summary>
    public required FirstTrip? FirstTrip { get; init; }

    /// <summary>How often a circuit carried more than its limit while something below it charged.</summary>
    public required int OverloadEvents { get; init; }

    /// <summary>How long such an event lasted, s; 0 without events.</summary>
    public required double OverloadP50S { get; init; }

    public required double OverloadP99S { get; init; }
    public required double OverloadWorstS { get; init; }

    /// <summary>Current above the limit times its time, over all circuits and phases.</summary>
    public required double OverloadAs { get; init; }

    /// <summary>Stays that ended within the run; the shares below are about them.</summary>
    public required int Visits { get; init; }

    /// <summary>What all vehicles took, those still there included.</summary>
    public required double DeliveredKwh { get; init; }

    /// <summary>What stays that ended wanted, as far as car and station alone could have carried it in the time.</summary>
    public required double AskedKwh { get; init; }

    /// <summary>What of it they had when they left, 0 to 1.</summary>
    public required double DeliveredShare { get; init; }

    /// <summary>Jain's index of delivered / asked over the stays: 1 when all have the same share; <see langword="null"/> without stays.</summary>
    public required double? Jain { get; init; }

    public required IReadOnlyDictionary<string, double> JainByClass { get; init; }

    /// <summary>Longest time without current for a vehicle that wanted some, in turns of 15 minutes.</summary>
    public required double LongestWaitTurns { get; init; }

    /// <summary>Most changes between on and off at one station in one clock hour.</summary>
    public required int SwitchesPerHourMax { get; init; }

    /// <summary>Changes between on and off per hour with a vehicle.</summary>
    public required double SwitchesPerHourMean { get; init; }

    /// <summary>Shortest time from off to on; <see langword="null"/> when nothing was paused.</summary>
    public required double? ShortestPauseS { get; init; }

    public required int PhaseSwitchesPerHourMax { get; init; }

    /// <summary>Longest time from an order of the grid operator until charging kept to it; <see langword="null"/> without orders.</summary>
    public required double? GridOperatorReactionS { get; init; }

    /// <summary>Highest mean import of a quarter hour.</summary>
    public required double QuarterHourPeakW { get; init; }

    public long DecisionCycles { get; init; }
    public double WallS { get; init; }
    public required double SimulatedS { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<VisitFigures>? VisitList { get; init; }
}

/// <param name="Phase">1 to 3.</param>
internal sealed record FirstTrip(string Circuit, int Phase, DateTimeOffset At);

internal sealed record VisitFigures(
    string Station, string Class, DateTimeOffset Arrives, DateTimeOffset Leaves, double AskedKwh, double DeliveredKwh, double LongestWaitTurns, int Switches);
