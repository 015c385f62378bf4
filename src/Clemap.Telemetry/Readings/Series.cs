using Clemap.Platform.Sites;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Readings;

/// <summary>A curve for a chart: few points, each with its smallest and largest value, so that a peak is never averaged away.</summary>
/// <param name="StepSeconds">Width of a point; a day of the time zone when it is a multiple of 86400.</param>
/// <param name="Points">Only where something was measured or energy is known.</param>
public sealed record Series(Guid SourceId, int StepSeconds, IReadOnlyList<SeriesPoint> Points)
{
    internal const int UsualPoints = 500;
    public const int MostPoints = 2_000;
    private const int Day = 86_400;
    private const int Quarter = 900;

    private static readonly int[] Steps = [10, 30, 60, 120, 300, 600, Quarter, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, Day, 2 * Day, 7 * Day, 14 * Day, 30 * Day, 400 * Day];

    /// <summary>Rows below a minute, minutes below a quarter hour, else quarter hours; from a quarter hour on with energy.</summary>
    internal static async Task<Series> ReadAsync(
        TelemetryDbContext database, IQuarterHours quarters, Guid sourceId, TimeSpanQuery span, TimeZoneInfo zone, int points, CancellationToken cancellationToken)
    {
        var step = Steps.First(step => Math.Ceiling((span.To - span.From).TotalSeconds / step) <= points || step == Steps[^1]);
        var rows = step < 60
            ? (await database.Readings.AsNoTracking().Where(row => row.SourceId == sourceId && row.At >= span.From && row.At < span.To).OrderBy(row => row.At).ToListAsync(cancellationToken))
                .ConvertAll(RollupRow.Of)
            : await (step < Quarter ? (IQueryable<RollupRow>)database.Minutes : database.Quarters).AsNoTracking()
                .Where(row => row.SourceId == sourceId && row.At >= span.From && row.At < span.To && row.Readings > 0)
                .OrderBy(row => row.At)
                .ToListAsync(cancellationToken);
        IReadOnlyList<QuarterHour> energy = step < Quarter ? [] : await quarters.ReadAsync([sourceId], span.From, span.To, cancellationToken);
        return new Series(sourceId, step, Decimate(rows, energy, at => BinOf(at, span.From, zone, step)));
    }

    private static DateTimeOffset BinOf(DateTimeOffset at, DateTimeOffset from, TimeZoneInfo zone, int step)
    {
        if (step < Day)
            return from + TimeSpan.FromSeconds((long)(at - from).TotalSeconds / step * step);
        var (first, day) = (LocalDays.Of(from, zone), LocalDays.Of(at, zone));
        var days = step / Day;
        var start = LocalDays.StartOf(first.AddDays((day.DayNumber - first.DayNumber) / days * days), zone);
        return start < from ? from : start;
    }

    private static IReadOnlyList<SeriesPoint> Decimate(IReadOnlyList<RollupRow> rows, IReadOnlyList<QuarterHour> energy, Func<DateTimeOffset, DateTimeOffset> binOf)
    {
        var bands = rows.GroupBy(row => binOf(row.At)).ToDictionary(group => group.Key, group => group.ToList());
        var known = energy.Where(quarter => quarter.Quality is not EnergyQuality.Missing).GroupBy(quarter => binOf(quarter.Start)).ToDictionary(group => group.Key, group => group.ToList());
        return [.. bands.Keys.Union(known.Keys).Order().Select(bin => SeriesPoint.Of(bin, bands.GetValueOrDefault(bin) ?? [], known.GetValueOrDefault(bin)))];
    }
}

/// <param name="At">Start of the point, UTC.</param>
/// <param name="VoltageL1V">And the other phases, V.</param>
/// <param name="CurrentL1A">And the other phases, A.</param>
/// <param name="ActiveL1W">And the other phases, W.</param>
/// <param name="ActiveW">All phases, W.</param>
/// <param name="ImportWh">Energy of the quarter hours in it that are known; none for points shorter than a quarter hour.</param>
public sealed record SeriesPoint(
    DateTimeOffset At, Band? VoltageL1V, Band? VoltageL2V, Band? VoltageL3V, Band? CurrentL1A, Band? CurrentL2A, Band? CurrentL3A, Band? ActiveL1W, Band? ActiveL2W, Band? ActiveL3W,
    Band? ActiveW, long? ImportWh, long? ExportWh)
{
    internal static SeriesPoint Of(DateTimeOffset at, IReadOnlyList<RollupRow> rows, IReadOnlyList<QuarterHour>? energy) => new(
        at,
        Band.Of(rows, row => (row.VoltageL1Min, row.VoltageL1Avg, row.VoltageL1Max)),
        Band.Of(rows, row => (row.VoltageL2Min, row.VoltageL2Avg, row.VoltageL2Max)),
        Band.Of(rows, row => (row.VoltageL3Min, row.VoltageL3Avg, row.VoltageL3Max)),
        Band.Of(rows, row => (row.CurrentL1Min, row.CurrentL1Avg, row.CurrentL1Max)),
        Band.Of(rows, row => (row.CurrentL2Min, row.CurrentL2Avg, row.CurrentL2Max)),
        Band.Of(rows, row => (row.CurrentL3Min, row.CurrentL3Avg, row.CurrentL3Max)),
        Band.Of(rows, row => (row.ActiveL1Min, row.ActiveL1Avg, row.ActiveL1Max)),
        Band.Of(rows, row => (row.ActiveL2Min, row.ActiveL2Avg, row.ActiveL2Max)),
        Band.Of(rows, row => (row.ActiveL3Min, row.ActiveL3Avg, row.ActiveL3Max)),
        Band.Of(rows, row => (row.ActiveMin, row.ActiveAvg, row.ActiveMax)),
        energy?.Sum(quarter => quarter.ImportWh), energy?.Sum(quarter => quarter.ExportWh));
}

/// <summary>Smallest, mean and largest of what was measured in a point.</summary>
public sealed record Band(float Minimum, float Average, float Maximum)
{
    internal static Band? Of(IReadOnlyList<RollupRow> rows, Func<RollupRow, (float? Minimum, float? Average, float? Maximum)> values)
    {
        var (minimum, maximum, sum, count) = (float.MaxValue, float.MinValue, 0.0, 0);
        foreach (var row in rows)
        {
            if (values(row) is not ({ } low, { } mean, { } high))
                continue;
            (minimum, maximum) = (Math.Min(minimum, low), Math.Max(maximum, high));
            sum += (double)mean * row.Readings;
            count += row.Readings;
        }

        return count == 0 ? null : new Band(minimum, (float)(sum / count), maximum);
    }
}
