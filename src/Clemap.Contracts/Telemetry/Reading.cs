namespace Clemap.Contracts.Telemetry;

/// <summary>One ten-second row of a meter or a station, as the edge measured it.</summary>
/// <remarks>
/// <see langword="null"/> means "not measured"; it never means zero. Currents and powers are signed: positive flows from the grid into the building
/// or the car, negative is feed-in or discharge. Energy registers only grow.
/// </remarks>
public sealed record Reading
{
    /// <summary>The meter or station, by the id it was commissioned under.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>Start of the ten-second slot, UTC, on the ten-second grid.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Phase to neutral, V.</summary>
    public float? VoltageL1V { get; init; }
    public float? VoltageL2V { get; init; }
    public float? VoltageL3V { get; init; }

    /// <summary>Phase current in grid order (after the station's phase rotation), A.</summary>
    public float? CurrentL1A { get; init; }
    public float? CurrentL2A { get; init; }
    public float? CurrentL3A { get; init; }

    /// <summary>Active power, W.</summary>
    public float? ActiveL1W { get; init; }
    public float? ActiveL2W { get; init; }
    public float? ActiveL3W { get; init; }

    /// <summary>Reactive power of all phases, var.</summary>
    public float? ReactiveVar { get; init; }

    /// <summary>Apparent power of all phases, VA.</summary>
    public float? ApparentVA { get; init; }

    /// <summary>Power factor of all phases, -1 to 1.</summary>
    public float? PowerFactor { get; init; }

    /// <summary>Register of energy taken (OBIS 1.8.0), Wh.</summary>
    public long? ImportWh { get; init; }

    /// <summary>Register of energy given back (OBIS 2.8.0), Wh.</summary>
    public long? ExportWh { get; init; }

    /// <summary>Only for stations.</summary>
    public StationState? State { get; init; }

    /// <summary>Only for stations: the current that is allowed now, A per phase.</summary>
    public float? LimitA { get; init; }

    /// <summary>Only for stations: why the limit is what it is, as codes of the controller, for example <c>circuit:Garage B:L2</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Only for stations: the session that is open, if any.</summary>
    public Guid? SessionId { get; init; }
}
