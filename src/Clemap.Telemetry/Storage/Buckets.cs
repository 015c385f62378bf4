using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Storage;

/// <summary>What a batch touches. The rows are in order of source and time.</summary>
internal static class Buckets
{
    private static readonly long QuarterTicks = TimeSpan.FromMinutes(15).Ticks;

    public static DateTimeOffset QuarterOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % QuarterTicks), TimeSpan.Zero);

    public static IReadOnlyCollection<DateOnly> DaysOf(List<Reading> rows)
    {
        var days = new SortedSet<DateOnly>();
        foreach (var row in rows)
            days.Add(DateOnly.FromDateTime(row.At.UtcDateTime));
        return days;
    }

    /// <summary>
    /// Quarter hours whose rollup is stale, with the minutes that have rows here. A row exactly on a border also ends the quarter hour before, of which no minute changes by it. May
    /// name one twice.
    /// </summary>
    public static List<(Guid Source, DateTimeOffset Start, Minutes Minutes)> DirtiedBy(List<Reading> rows)
    {
        var buckets = new List<(Guid Source, DateTimeOffset Start, Minutes Minutes)>();
        var last = default((Guid Source, DateTimeOffset Start));
        foreach (var row in rows)
        {
            var bucket = (row.SourceId, Start: QuarterOf(row.At));
            var minutes = Minutes.Of(row.At - bucket.Start);
            if (bucket == last)
            {
                buckets[^1] = buckets[^1] with { Minutes = buckets[^1].Minutes.And(minutes) };
                continue;
            }

            var before = (bucket.SourceId, bucket.Start - TimeSpan.FromTicks(QuarterTicks));
            if (row.At == bucket.Start && before != last)
                buckets.Add((before.SourceId, before.Item2, Minutes.None));
            buckets.Add((bucket.SourceId, bucket.Start, minutes));
            last = bucket;
        }

        return buckets;
    }

    public static List<Reading> NewestOf(List<Reading> rows)
    {
        var newest = new List<Reading>();
        for (var index = 0; index < rows.Count; index++)
        {
            if (index == rows.Count - 1 || rows[index + 1].SourceId != rows[index].SourceId)
                newest.Add(rows[index]);
        }

        return newest;
    }
}
