using Clemap.Platform.Organisations;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clemap.Telemetry.Rollups;

internal sealed class QuarterHours(TelemetryDbContext database, IOrganisationContext organisation, Rollup rollup, TimeProvider time) : IQuarterHours
{
    /// <summary>How long a device may be away and is still waited for: a weekend and the day on which somebody looks.</summary>
    public static readonly TimeSpan StillDelivers = TimeSpan.FromDays(3);

    // A station without an export register has given nothing back.
    private const string Measured =
        """
        select s.id, q.* from (select distinct id from unnest($2) s(id) order by id) s cross join lateral (
            select array_agg(at) as at, array_agg(coalesce(import_wh, 0)), array_agg(coalesce(export_wh, 0)), array_agg(readings), array_agg(quality) from (
                select at, import_wh, export_wh, readings, quality from telemetry.reading_quarter
                where organisation_id = $1 and source_id = s.id and at >= $3 and at < $4 order by at) one) q
        where q.at is not null
        """;

    private static readonly TimeSpan Width = TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyList<QuarterHour>> ReadAsync(
        IReadOnlyCollection<Guid> sourceIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (start, end) = (from.ToUniversalTime(), to.ToUniversalTime());
        var sources = sourceIds.ToArray();
        var measured = await MeasuredAsync(sources, start, end, cancellationToken);
        var manual = await database.ManualQuarters.AsNoTracking()
            .Where(row => sources.Contains(row.SourceId) && row.At >= start && row.At < end)
            .OrderBy(row => row.SourceId).ThenBy(row => row.At)
            .ToListAsync(cancellationToken);
        return manual.Count == 0 ? measured : Overlay(measured, manual);
    }

    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        rollup.SettleAsync(from, to, cancellationToken);

    // A year of a site has millions: whole columns cost a third of rows.
    private async Task<List<QuarterHour>> MeasuredAsync(Guid[] sources, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var quarters = new List<QuarterHour>();
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(Measured, (NpgsqlConnection)database.Database.GetDbConnection())
            {
                Parameters =
                {
                    new() { Value = organisation.OrganisationId ?? throw new InvalidOperationException("Quarter hours are read for one organisation.") },
                    new() { Value = sources },
                    new() { Value = start.UtcDateTime },
                    new() { Value = end.UtcDateTime },
                },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var source = reader.GetGuid(0);
                var starts = reader.GetFieldValue<DateTime[]>(1);
                var (import, export) = (reader.GetFieldValue<long[]>(2), reader.GetFieldValue<long[]>(3));
                var (readings, qualities) = (reader.GetFieldValue<short[]>(4), reader.GetFieldValue<short[]>(5));
                for (var index = 0; index < starts.Length; index++)
                {
                    var (at, quality) = (new DateTimeOffset(starts[index]), (EnergyQuality)qualities[index]);
                    quarters.Add(new(source, at, import[index], export[index], readings[index], quality, IsProvisional(at, quality)));
                }
            }
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }

        return quarters;
    }

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
