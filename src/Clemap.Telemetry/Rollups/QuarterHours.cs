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
                row.ImportWh,
                row.ExportWh,
                row.Readings,
                row.Quality,
            })
            .ToListAsync(cancellationToken);
        // A station without an export register has given nothing back.
        return rows.ConvertAll(row => new QuarterHour(row.SourceId, row.At, row.ImportWh ?? 0, row.ExportWh ?? 0, row.Readings, row.Quality));
    }

    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        rollup.SettleAsync(from, to, cancellationToken);
}
