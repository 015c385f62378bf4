using Clemap.Contracts.Telemetry;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations;

/// <summary>One look at a station. Phase values are by terminal of the station, not by grid phase. Positive flows into the car.</summary>
internal sealed record StationSample
{
    public required DateTimeOffset At { get; init; }

    /// <summary>How old the measured values were already at that moment, of a station that sends them when it likes.</summary>
    public TimeSpan MeasuredBefore { get; init; }
    public required StationState State { get; init; }
    public PhaseValues VoltageV { get; init; }
    public PhaseValues CurrentA { get; init; }
    public PhaseValues ActiveW { get; init; }
    public double? ReactiveVar { get; init; }
    public double? ApparentVA { get; init; }
    public double? PowerFactor { get; init; }
    public long? ImportWh { get; init; }
    public long? ExportWh { get; init; }

    /// <summary>Energy of the session, for a station that has no lifetime register; the edge keeps one for it.</summary>
    public double? SessionWh { get; init; }
    public double? SessionExportWh { get; init; }

    /// <summary>Upper-case hex; <see langword="null"/> when nobody identified or the station does not tell.</summary>
    public string? Card { get; init; }

    /// <summary>The limit as the station itself shows it, A per phase; <see langword="null"/> when it cannot be read back.</summary>
    public double? AppliedLimitA { get; init; }

    /// <summary>False when the station has good reason to think that nobody takes its current.</summary>
    public bool WantsCurrent { get; init; } = true;

    public bool IsPlugged => State is StationState.Occupied or StationState.Charging or StationState.Discharging;
}
