namespace Clemap.Telemetry.Rollups;

/// <summary>Energy per quarter hour, the basis of billing. Always a difference of registers, never an integral of power.</summary>
public interface IQuarterHours
{
    /// <summary>In order of source and time, one row per quarter hour in [<paramref name="from"/>, <paramref name="to"/>) that has any
    /// reading, lies in a gap short enough to be estimated, or has a person's value.</summary>
    /// <param name="sourceIds">Of the organisation in scope.</param>
    /// <param name="from">UTC, on a quarter hour.</param>
    /// <param name="to">UTC, on a quarter hour, exclusive.</param>
    Task<IReadOnlyList<QuarterHour>> ReadAsync(
        IReadOnlyCollection<Guid> sourceIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Works off what is waiting for a rollup in that span now, so that a billing run does not read half a rollup.</summary>
    Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <param name="Start">UTC; the row covers [Start, Start + 15 min).</param>
/// <param name="ImportWh">Energy taken.</param>
/// <param name="ExportWh">Energy given back.</param>
/// <param name="Readings">Ten-second rows behind it; 90 when complete.</param>
/// <param name="IsProvisional">Not over, or not measured while the device may still deliver what is missing.</param>
/// <param name="Manual">Only where a person's value counts: who says so, and what was measured.</param>
public sealed record QuarterHour(
    Guid SourceId, DateTimeOffset Start, long ImportWh, long ExportWh, int Readings, EnergyQuality Quality, bool IsProvisional = false, ManualQuarter? Manual = null);

/// <param name="By">Person or API client.</param>
/// <param name="At">UTC.</param>
/// <param name="MeasuredQuality"><see cref="EnergyQuality.Missing"/> when nothing was measured.</param>
public sealed record ManualQuarter(string Reason, Guid? By, DateTimeOffset At, long? MeasuredImportWh, long? MeasuredExportWh, EnergyQuality MeasuredQuality);

public enum EnergyQuality
{
    /// <summary>Both borders have a register value.</summary>
    Measured,

    /// <summary>A border was interpolated between registers, or a meter rolled over or was exchanged.</summary>
    Estimated,

    /// <summary>Not known; the energy is not in this row.</summary>
    Missing,

    /// <summary>A person's value.</summary>
    Manual,
}
