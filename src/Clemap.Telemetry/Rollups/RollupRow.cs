using Clemap.Platform.Database;
using Clemap.Telemetry.Storage;

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

    /// <summary>A ten-second row as if it were a span of its own.</summary>
    public static RollupRow Of(StoredReading row) => new MinuteRow
    {
        SourceId = row.SourceId,
        At = row.At,
        Readings = 1,
        VoltageL1Min = row.VoltageL1V,
        VoltageL1Avg = row.VoltageL1V,
        VoltageL1Max = row.VoltageL1V,
        VoltageL2Min = row.VoltageL2V,
        VoltageL2Avg = row.VoltageL2V,
        VoltageL2Max = row.VoltageL2V,
        VoltageL3Min = row.VoltageL3V,
        VoltageL3Avg = row.VoltageL3V,
        VoltageL3Max = row.VoltageL3V,
        CurrentL1Min = row.CurrentL1A,
        CurrentL1Avg = row.CurrentL1A,
        CurrentL1Max = row.CurrentL1A,
        CurrentL2Min = row.CurrentL2A,
        CurrentL2Avg = row.CurrentL2A,
        CurrentL2Max = row.CurrentL2A,
        CurrentL3Min = row.CurrentL3A,
        CurrentL3Avg = row.CurrentL3A,
        CurrentL3Max = row.CurrentL3A,
        ActiveL1Min = row.ActiveL1W,
        ActiveL1Avg = row.ActiveL1W,
        ActiveL1Max = row.ActiveL1W,
        ActiveL2Min = row.ActiveL2W,
        ActiveL2Avg = row.ActiveL2W,
        ActiveL2Max = row.ActiveL2W,
        ActiveL3Min = row.ActiveL3W,
        ActiveL3Avg = row.ActiveL3W,
        ActiveL3Max = row.ActiveL3W,
        ActiveMin = PowerOf(row),
        ActiveAvg = PowerOf(row),
        ActiveMax = PowerOf(row),
    };

    private static float? PowerOf(StoredReading row) =>
        (row.ActiveL1W ?? row.ActiveL2W ?? row.ActiveL3W) is null ? null : (row.ActiveL1W ?? 0) + (row.ActiveL2W ?? 0) + (row.ActiveL3W ?? 0);
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
