using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Rollups;

internal sealed class QuarterHours(TelemetryDbContext database, Rollup rollup) : IQuarterHours
{
    public async Task<IReadOnlyList<QuarterHour>> ReadAsync(
        IReadOnlyCollection<Guid> sourceIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (start, end) = (from.ToUniversalTime(), to.ToUniversalTime());
        var sources = sourceIds.ToArray();
        var rows = await database.Quarters
            .Where(row => sources.Contains(row.SourceId) && row.At >= start && row.At < end)
            .OrderBy(row => row.SourceId).ThenBy(row => row.At)
            .Select(row => new
            {
                row.SourceId,
                row.At,
                row.ImportFirstWh,
                row.ImportLastWh,
                row.ExportFirstWh,
                row.ExportLastWh,
                row.Readings,
                row.Quality,
            })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => row.Quality is EnergyQuality.Missing
            ? new QuarterHour(row.SourceId, row.At, 0, 0, row.Readings, row.Quality)
            : new QuarterHour(
                row.SourceId, row.At, Difference(row.ImportFirstWh, row.ImportLastWh), Difference(row.ExportFirstWh, row.ExportLastWh),
                row.Readings, row.Quality));
    }

    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        rollup.SettleAsync(from, to, cancellationToken);

    // A station without an export register has given nothing back.
    private static long Difference(long? first, long? last) => last - first ?? 0;
}
