using Clemap.Platform.Database;

namespace Clemap.Telemetry.Rollups;

/// <summary>What the minute and the quarter-hour table have in common. Voltages in V, currents in A and power in W per phase; power of all phases beside them.</summary>
internal abstract class RollupRow : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid SourceId { get; init; }

    /// <summary>Start of the span, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Ten-second rows behind it.</summary>
    public short Readings { get; init; }
    public float? VoltageL1Min { get; init; }
    public float? VoltageL1Avg { get; init; }
    public float? VoltageL1Max { get; init; }
    public float? VoltageL2Min { get; init; }
    public float? VoltageL2Avg { get; init; }
    public float? VoltageL2Max { get; init; }
    public float? VoltageL3Min { get; init; }
    public float? VoltageL3Avg { get; init; }
    public float? VoltageL3Max { get; init; }
    public float? CurrentL1Min { get; init; }
    public float? CurrentL1Avg { get; init; }
    public float? CurrentL1Max { get; init; }
    public float? CurrentL2Min { get; init; }
    public float? CurrentL2Avg { get; init; }
    public float? CurrentL2Max { get; init; }
    public float? CurrentL3Min { get; init; }
    public float? CurrentL3Avg { get; init; }
    public float? CurrentL3Max { get; init; }
    public float? ActiveL1Min { get; init; }
    public float? ActiveL1Avg { get; init; }
    public float? ActiveL1Max { get; init; }
    public float? ActiveL2Min { get; init; }
    public float? ActiveL2Avg { get; init; }
    public float? ActiveL2Max { get; init; }
    public float? ActiveL3Min { get; init; }
    public float? ActiveL3Avg { get; init; }
    public float? ActiveL3Max { get; init; }
    public float? ActiveMin { get; init; }
    public float? ActiveAvg { get; init; }
    public float? ActiveMax { get; init; }
    public long? ImportFirstWh { get; init; }
    public long? ImportLastWh { get; init; }
    public long? ExportFirstWh { get; init; }
    public long? ExportLastWh { get; init; }
}

/// <summary>First and last register are those of the rows inside the minute, in order of time.</summary>
internal sealed class MinuteRow : RollupRow;

/// <summary>First and last register are those at the two borders, null where one jumps there.</summary>
internal sealed class QuarterRow : RollupRow
{
    /// <summary>Null when missing.</summary>
    public long? ImportWh { get; init; }

    /// <summary>Null when missing, or when the source has no such register.</summary>
    public long? ExportWh { get; init; }
    public EnergyQuality Quality { get; init; }

    /// <summary>A register fell in it, or rose more than can be.</summary>
    public bool RegistersJump { get; init; }
}
