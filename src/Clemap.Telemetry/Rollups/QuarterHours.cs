using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Rollups;

internal sealed class QuarterHours(TelemetryDbContext database, Rollup rollup, TimeProvider time) : IQuarterHours
{
    /// <summary>How long a device may be away and is still waited for: a weekend and the day on which somebody looks.</summary>
    public static readonly TimeSpan StillDelivers = TimeSpan.FromDays(3);

    private static readonly TimeSpan Width = TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyList<QuarterHour>> ReadAsync(
        IReadOnlyCollection<Guid> sourceIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (start, end) = (from.ToUniversalTime(), to.ToUniversalTime());
        var sources = sourceIds.ToArray();
        var rows = await database.Quarters
            .Where(row => sources.Contains(row.SourceId) && row.At >= start && row.At < end)
            .OrderBy(row => row.SourceId).ThenBy(row => row.At)
            .Select(row => new { row.SourceId, row.At, row.ImportWh, row.ExportWh, row.Readings, row.Quality })
            .ToListAsync(cancellationToken);
        var manual = await database.ManualQuarters.AsNoTracking()
            .Where(row => sources.Contains(row.SourceId) && row.At >= start && row.At < end)
            .OrderBy(row => row.SourceId).ThenBy(row => row.At)
            .ToListAsync(cancellationToken);
        // A station without an export register has given nothing back.
        var measured = rows.ConvertAll(row => new QuarterHour(row.SourceId, row.At, row.ImportWh ?? 0, row.ExportWh ?? 0, row.Readings, row.Quality, IsProvisional(row.At, row.Quality)));
        return manual.Count == 0 ? measured : Overlay(measured, manual);
    }

    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        rollup.SettleAsync(from, to, cancellationToken);

    private static List<QuarterHour> Overlay(List<QuarterHour> measured, List<ManualQuarterRow> manual)
    {
        var byKey = measured.ToDictionary(quarter => (quarter.SourceId, quarter.Start));
        foreach (var row in manual)
        {
            var below = byKey.GetValueOrDefault((row.SourceId, row.At));
            var isKnown = below is { Quality: not EnergyQuality.Missing };
            byKey[(row.SourceId, row.At)] = new QuarterHour(
                row.SourceId, row.At, row.ImportWh, row.ExportWh, below?.Readings ?? 0, EnergyQuality.Manual, false,
                new ManualQuarter(row.Reason, row.MadeBy, row.MadeAt, isKnown ? below!.ImportWh : null, isKnown ? below!.ExportWh : null, below?.Quality ?? EnergyQuality.Missing));
        }

        return [.. byKey.Values.OrderBy(quarter => quarter.SourceId).ThenBy(quarter => quarter.Start)];
    }

    private bool IsProvisional(DateTimeOffset start, EnergyQuality quality)
    {
        var age = time.GetUtcNow() - (start + Width);
        return age < TimeSpan.Zero || (quality is not EnergyQuality.Measured && age < StillDelivers);
    }
}
