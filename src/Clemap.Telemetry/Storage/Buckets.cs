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
    /// Quarter hours whose rollup is stale. A row exactly on a border also ends the quarter hour before. May name one twice.
    /// </summary>
    public static List<(Guid Source, DateTimeOffset Start)> DirtiedBy(List<Reading> rows)
    {
        var buckets = new List<(Guid Source, DateTimeOffset Start)>();
        var last = default((Guid Source, DateTimeOffset Start));
        foreach (var row in rows)
        {
            var bucket = (row.SourceId, QuarterOf(row.At));
            if (bucket == last)
                continue;
            var before = (bucket.SourceId, bucket.Item2 - TimeSpan.FromTicks(QuarterTicks));
            if (row.At == bucket.Item2 && before != last)
                buckets.Add(before);
            buckets.Add(bucket);
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
