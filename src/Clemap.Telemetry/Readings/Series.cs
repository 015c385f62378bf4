using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Readings;

/// <summary>A curve for a chart: few points, each with its smallest and largest value, so that a peak is never averaged away.</summary>
/// <param name="StepSeconds">Width of a point.</param>
/// <param name="Points">Only where something was measured.</param>
internal sealed record Series(Guid SourceId, int StepSeconds, IReadOnlyList<SeriesPoint> Points)
{
    public const int UsualPoints = 500;
    public const int MostPoints = 2_000;

    private static readonly TimeSpan LongestByMinute = TimeSpan.FromDays(2);

    public static async Task<Series> ReadAsync(
        TelemetryDbContext database, Guid sourceId, TimeSpanQuery span, int points, CancellationToken cancellationToken)
    {
        IQueryable<RollupRow> table = span.To - span.From <= LongestByMinute ? database.Minutes : database.Quarters;
        var grain = span.To - span.From <= LongestByMinute ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(15);
        var rows = await table.AsNoTracking()
            .Where(row => row.SourceId == sourceId && row.At >= span.From && row.At < span.To && row.Readings > 0)
            .OrderBy(row => row.At)
            .ToListAsync(cancellationToken);
        var step = grain * Math.Max(1, Math.Ceiling((span.To - span.From) / grain / points));
        return new Series(sourceId, (int)step.TotalSeconds, Decimate(rows, span.From, step));
    }

    public static IReadOnlyList<SeriesPoint> Decimate(IEnumerable<RollupRow> rows, DateTimeOffset from, TimeSpan step) =>
    [
        .. rows.GroupBy(row => (row.At - from).Ticks / step.Ticks).OrderBy(group => group.Key).Select(group => new SeriesPoint(
            from + (group.Key * step),
            Band.Of(group, row => (row.CurrentL1Min, row.CurrentL1Avg, row.CurrentL1Max)),
            Band.Of(group, row => (row.CurrentL2Min, row.CurrentL2Avg, row.CurrentL2Max)),
            Band.Of(group, row => (row.CurrentL3Min, row.CurrentL3Avg, row.CurrentL3Max)),
            Band.Of(group, row => (row.ActiveMin, row.ActiveAvg, row.ActiveMax)))),
    ];
}

/// <param name="At">Start of the point, UTC.</param>
/// <param name="CurrentL1A">And the other phases, A.</param>
/// <param name="ActiveW">All phases, W.</param>
internal sealed record SeriesPoint(DateTimeOffset At, Band? CurrentL1A, Band? CurrentL2A, Band? CurrentL3A, Band? ActiveW);

internal sealed record Band(float Minimum, float Average, float Maximum)
{
    public static Band? Of(IEnumerable<RollupRow> rows, Func<RollupRow, (float? Minimum, float? Average, float? Maximum)> values)
    {
        var measured = rows.Where(row => values(row).Average is not null).ToList();
        return measured.Count == 0
            ? null
            : new Band(
                measured.Min(row => values(row).Minimum!.Value),
                (float)(measured.Sum(row => (double)values(row).Average!.Value * row.Readings) / measured.Sum(row => (double)row.Readings)),
                measured.Max(row => values(row).Maximum!.Value));
    }
}
