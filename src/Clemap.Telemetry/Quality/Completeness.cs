using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Quality;

/// <summary>Which ten-second slots are there and which are not.</summary>
internal sealed class Completeness(TelemetryDbContext database, IOrganisationContext organisation, TimeProvider time)
{
    private const int MostListed = 100;
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    /// <summary>Slots that are not over are not expected.</summary>
    public async Task<IReadOnlyList<SourceCompleteness>> OfAsync(
        IReadOnlySet<Guid> sources, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, end) = (SlotFrom(from), Earlier(SlotFrom(to), SlotFrom(time.GetUtcNow()) - Slot));
        var expected = Math.Max(0, (end - first) / Slot);
        var wanted = sources.ToArray();
        var stored = await database.Readings
            .Where(row => wanted.Contains(row.SourceId) && row.At >= first && row.At < end)
            .GroupBy(row => row.SourceId)
            .Select(group => new { Source = group.Key, Count = group.LongCount() })
            .ToDictionaryAsync(group => group.Source, group => group.Count, cancellationToken);
        var result = new List<SourceCompleteness>();
        foreach (var source in wanted.Order())
        {
            var count = stored.GetValueOrDefault(source);
            var missing = count < expected ? await MissingAsync(source, first, end, cancellationToken) : [];
            result.Add(new SourceCompleteness(source, (long)expected, count, missing));
        }

        return result;
    }

    private Task<List<DateTimeOffset>> MissingAsync(Guid source, DateTimeOffset first, DateTimeOffset end, CancellationToken cancellationToken) =>
        database.Database.SqlQuery<DateTimeOffset>(
            $"""
             select slot as "Value"
             from generate_series({first}, {end - Slot}, interval '10 seconds') slot
             where not exists (
                 select from telemetry.reading
                 where organisation_id = {organisation.OrganisationId} and source_id = {source} and at = slot)
             order by slot limit {MostListed}
             """).ToListAsync(cancellationToken);

    private static DateTimeOffset SlotFrom(DateTimeOffset at) =>
        new((at.UtcTicks + Slot.Ticks - 1) / Slot.Ticks * Slot.Ticks, TimeSpan.Zero);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <param name="Expected">Slots in the span that are over.</param>
/// <param name="Stored">Of those, how many there are.</param>
/// <param name="Missing">Starts of the slots that are not there, the first hundred.</param>
internal sealed record SourceCompleteness(Guid SourceId, long Expected, long Stored, IReadOnlyList<DateTimeOffset> Missing);
