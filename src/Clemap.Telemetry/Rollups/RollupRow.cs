using Clemap.Platform.Database;

namespace Clemap.Telemetry.Rollups;

/// <summary>What the minute and the quarter-hour table have in common. Currents in A per phase, power in W of all phases.</summary>
internal abstract class RollupRow : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid SourceId { get; init; }

    /// <summary>Start of the span, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Ten-second rows behind it.</summary>
    public short Readings { get; init; }
    public float? CurrentL1Min { get; init; }
    public float? CurrentL1Avg { get; init; }
    public float? CurrentL1Max { get; init; }
    public float? CurrentL2Min { get; init; }
    public float? CurrentL2Avg { get; init; }
    public float? CurrentL2Max { get; init; }
    public float? CurrentL3Min { get; init; }
    public float? CurrentL3Avg { get; init; }
    public float? CurrentL3Max { get; init; }
    public float? ActiveMin { get; init; }
    public float? ActiveAvg { get; init; }
    public float? ActiveMax { get; init; }
    public long? ImportFirstWh { get; init; }
    public long? ImportLastWh { get; init; }
    public long? ExportFirstWh { get; init; }
    public long? ExportLastWh { get; init; }
}

/// <summary>First and last register are those of the rows inside the minute.</summary>
internal sealed class MinuteRow : RollupRow;

/// <summary>First and last register are those at the two borders, so that quarter hours add up without a gap.</summary>
internal sealed class QuarterRow : RollupRow
{
    public EnergyQuality Quality { get; init; }
}
