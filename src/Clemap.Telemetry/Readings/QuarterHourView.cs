using Clemap.Telemetry.Rollups;

namespace Clemap.Telemetry.Readings;

/// <param name="ImportWh">Null when it is not known, which is not zero.</param>
/// <param name="Quality"><c>measured</c>, <c>estimated</c>, <c>missing</c>, <c>provisional</c> or <c>manual</c>.</param>
/// <param name="Manual">Only with a person's value.</param>
internal sealed record QuarterHourView(Guid SourceId, DateTimeOffset Start, long? ImportWh, long? ExportWh, int Readings, string Quality, ManualView? Manual)
{
    public static QuarterHourView Of(QuarterHour quarter) => new(
        quarter.SourceId, quarter.Start,
        quarter.Quality is EnergyQuality.Missing ? null : quarter.ImportWh, quarter.Quality is EnergyQuality.Missing ? null : quarter.ExportWh,
        quarter.Readings, quarter.IsProvisional ? "provisional" : Word(quarter.Quality),
        quarter.Manual is { } manual
            ? new ManualView(manual.Reason, manual.By, manual.At, manual.MeasuredImportWh, manual.MeasuredExportWh, Word(manual.MeasuredQuality))
            : null);

    private static string Word(EnergyQuality quality) => quality switch
    {
        EnergyQuality.Measured => "measured",
        EnergyQuality.Estimated => "estimated",
        EnergyQuality.Manual => "manual",
        _ => "missing",
    };
}

/// <param name="By">Person or API client.</param>
internal sealed record ManualView(string Reason, Guid? By, DateTimeOffset At, long? MeasuredImportWh, long? MeasuredExportWh, string MeasuredQuality);
