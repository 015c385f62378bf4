using System.Globalization;
using Clemap.Contracts.Telemetry;
using CsvHelper;

namespace Clemap.Telemetry.Readings;

/// <summary>The same as CSV: a header, times as local time with offset, numbers with a point, nothing for what was not measured.</summary>
internal static class ReadingsCsv
{
    private static readonly string[] ReadingColumns =
    [
        "at", "source_id", "voltage_l1_v", "voltage_l2_v", "voltage_l3_v", "current_l1_a", "current_l2_a", "current_l3_a", "active_l1_w", "active_l2_w", "active_l3_w", "reactive_var",
        "apparent_va", "power_factor", "import_wh", "export_wh", "state", "limit_a", "reason", "session_id",
    ];

    private static readonly string[] QuarterColumns =
        ["start", "source_id", "import_wh", "export_wh", "readings", "quality", "reason", "by", "measured_import_wh", "measured_export_wh", "measured_quality"];

    private static readonly string[] Bands =
        ["voltage_l1_v", "voltage_l2_v", "voltage_l3_v", "current_l1_a", "current_l2_a", "current_l3_a", "active_l1_w", "active_l2_w", "active_l3_w", "active_w"];

    private static readonly string[] SeriesColumns =
        ["at", .. Bands.SelectMany(band => new[] { band + "_min", band + "_avg", band + "_max" }), "import_wh", "export_wh"];

    // Numbers and times of ours: a minus is a sign, not a formula.
    private static readonly CsvWriterOptions Plain = new() { Injection = CsvInjection.None };

    public static byte[] Of(IReadOnlyList<Reading> rows, TimeZoneInfo zone) => Write(ReadingColumns, rows.Select(row => new[]
    {
        Local(row.At, zone), row.SourceId.ToString(), Text(row.VoltageL1V), Text(row.VoltageL2V), Text(row.VoltageL3V), Text(row.CurrentL1A), Text(row.CurrentL2A), Text(row.CurrentL3A),
        Text(row.ActiveL1W), Text(row.ActiveL2W), Text(row.ActiveL3W), Text(row.ReactiveVar), Text(row.ApparentVA), Text(row.PowerFactor), Text(row.ImportWh), Text(row.ExportWh),
        row.State?.ToString() ?? "", Text(row.LimitA), Safe(row.Reason), row.SessionId?.ToString() ?? "",
    }));

    public static byte[] Of(IReadOnlyList<QuarterHourView> rows, TimeZoneInfo zone) => Write(QuarterColumns, rows.Select(row => new[]
    {
        Local(row.Start, zone), row.SourceId.ToString(), Text(row.ImportWh), Text(row.ExportWh), Text(row.Readings), row.Quality, Safe(row.Manual?.Reason), row.Manual?.By?.ToString() ?? "",
        Text(row.Manual?.MeasuredImportWh), Text(row.Manual?.MeasuredExportWh), row.Manual?.MeasuredQuality ?? "",
    }));

    public static byte[] Of(Series series, TimeZoneInfo zone) => Write(SeriesColumns, series.Points.Select(point => new[] { Local(point.At, zone) }
        .Concat(new[]
        {
            point.VoltageL1V, point.VoltageL2V, point.VoltageL3V, point.CurrentL1A, point.CurrentL2A, point.CurrentL3A, point.ActiveL1W, point.ActiveL2W, point.ActiveL3W, point.ActiveW,
        }.SelectMany(band => new[] { Text(band?.Minimum), Text(band?.Average), Text(band?.Maximum) }))
        .Append(Text(point.ImportWh)).Append(Text(point.ExportWh)).ToArray()));

    private static byte[] Write(string[] header, IEnumerable<string[]> rows)
    {
        using var buffer = new MemoryStream();
        using (var csv = CsvWriter.Create(buffer, Plain, leaveOpen: true))
        {
            csv.WriteRecord(header);
            foreach (var row in rows)
                csv.WriteRecord(row);
        }

        return buffer.ToArray();
    }

    private static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    // Reasons come from devices and people: a cell that begins like a formula gets an apostrophe in front, so that no spreadsheet runs it.
    private static string Safe(string? text) => text?.TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r' or '\n', ..] ? "'" + text : text ?? "";
}
